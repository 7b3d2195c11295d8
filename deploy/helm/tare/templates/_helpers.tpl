{{- define "tare.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" }}
{{- end }}

{{/* At most 40 characters, as the names of a CronJob's pods are longer. */}}
{{- define "tare.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains (include "tare.name" .) .Release.Name }}
{{- .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "tare.name" .) | trunc 40 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "tare.selectorLabels" -}}
app.kubernetes.io/name: {{ include "tare.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "tare.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "tare.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "tare.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "tare.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "tare.image" -}}
{{- $repository := required "image.repository is needed: where you have pushed the image of tare" .Values.image.repository }}
{{- if .Values.image.digest }}
{{- printf "%s@%s" $repository .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" $repository (default .Chart.AppVersion .Values.image.tag) }}
{{- end }}
{{- end }}

{{- define "tare.cacheClaim" -}}
{{- default (printf "%s-cache" (include "tare.fullname" .)) .Values.cache.persistence.existingClaim }}
{{- end }}

{{- define "tare.reportClaim" -}}
{{- default (printf "%s-report" (include "tare.fullname" .)) .Values.report.persistence.existingClaim }}
{{- end }}

{{/* What every pod of the chart has, the test's too. The Pod Security Standard "restricted" asks for most of it. */}}
{{- define "tare.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "tare.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{- define "tare.args" -}}
- scan
- --quiet
- --jobs={{ .Values.jobs }}
- --config=/config/tare.yaml
- --cache-size={{ .Values.cache.size }}
{{- range .Values.cache.shared }}
- --cache={{ . }}
{{- end }}
{{- if .Values.cache.sharedReadOnly }}
- --cache-read-only
{{- end }}
{{- if .Values.credentials.secret }}
- --registry-config=/credentials
{{- end }}
{{- if .Values.ca.configMap }}
- --ca-file=/ca/{{ .Values.ca.key }}
{{- end }}
{{- with .Values.report.stdout }}
- --output={{ . }}
{{- end }}
{{- range .Values.report.files }}
- --output={{ .format }}=/report/{{ if gt (int $.Values.shards) 1 }}$(JOB_COMPLETION_INDEX)-{{ end }}{{ .file }}
{{- end }}
{{- if .Values.scan.images }}
- --from=/config/images.txt
{{- end }}
{{- range .Values.scan.repositories }}
- --repository={{ . }}
{{- end }}
{{- range .Values.scan.registries }}
- --registry={{ . }}
{{- end }}
{{- range .Values.scan.repositoryPatterns }}
- {{ printf "--repositories=%s" . | quote }}
{{- end }}
{{- range .Values.scan.tags }}
- {{ printf "--tags=%s" . | quote }}
{{- end }}
{{- with .Values.scan.latest }}
- --latest={{ . }}
{{- end }}
{{- with .Values.scan.since }}
- --since={{ . }}
{{- end }}
{{- with .Values.scan.cluster }}
{{- if .enabled }}
- --cluster
{{- range .namespaces }}
- --namespace={{ . }}
{{- end }}
{{- with .selector }}
- {{ printf "--selector=%s" . | quote }}
{{- end }}
{{- if .pullSecrets }}
- --pull-secrets
{{- end }}
{{- end }}
{{- end }}
{{- if gt (int .Values.shards) 1 }}
- --shard=$(JOB_COMPLETION_INDEX)/{{ .Values.shards }}
{{- end }}
{{- with .Values.extraArgs }}
{{ toYaml . }}
{{- end }}
{{- end }}
