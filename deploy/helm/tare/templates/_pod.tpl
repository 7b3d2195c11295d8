{{/* The spec of the pod that scans. */}}
{{- define "tare.pod" -}}
restartPolicy: Never
serviceAccountName: {{ include "tare.serviceAccountName" . }}
automountServiceAccountToken: {{ .Values.scan.cluster.enabled }}
enableServiceLinks: false
terminationGracePeriodSeconds: {{ int .Values.terminationGracePeriodSeconds }}
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
securityContext:
  {{- include "tare.podSecurityContext" . | nindent 2 }}
containers:
  - name: tare
    image: {{ include "tare.image" . }}
    imagePullPolicy: {{ .Values.image.pullPolicy }}
    args:
      {{- include "tare.args" . | nindent 6 }}
    env:
      - name: XDG_CACHE_HOME
        value: /cache
      {{- if .Values.credentials.helpers }}
      - name: DOCKER_CONFIG
        value: /config
      {{- end }}
      {{- with .Values.env }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
    securityContext:
      {{- include "tare.containerSecurityContext" . | nindent 6 }}
    resources:
      {{- toYaml .Values.resources | nindent 6 }}
    volumeMounts:
      - name: config
        mountPath: /config
        readOnly: true
      - name: cache
        mountPath: /cache
      {{- if .Values.credentials.secret }}
      - name: credentials
        mountPath: /credentials
        readOnly: true
      {{- end }}
      {{- if .Values.ca.configMap }}
      - name: ca
        mountPath: /ca
        readOnly: true
      {{- end }}
      {{- if .Values.report.files }}
      - name: report
        mountPath: /report
      {{- end }}
volumes:
  - name: config
    configMap:
      name: {{ include "tare.fullname" . }}
  - name: cache
    {{- if .Values.cache.persistence.enabled }}
    persistentVolumeClaim:
      claimName: {{ include "tare.cacheClaim" . }}
    {{- else }}
    emptyDir:
      sizeLimit: {{ .Values.cache.sizeLimit }}
    {{- end }}
  {{- with .Values.credentials.secret }}
  - name: credentials
    secret:
      secretName: {{ . }}
  {{- end }}
  {{- with .Values.ca.configMap }}
  - name: ca
    configMap:
      name: {{ . }}
  {{- end }}
  {{- if .Values.report.files }}
  - name: report
    persistentVolumeClaim:
      claimName: {{ include "tare.reportClaim" . }}
  {{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
