package dev.tare.cluster;

/** A resource of the Kubernetes API that is listed. */
enum ApiResource {
    PODS("api/v1", "pods", "Pod"),
    DEPLOYMENTS("apis/apps/v1", "deployments", "Deployment"),
    DAEMON_SETS("apis/apps/v1", "daemonsets", "DaemonSet"),
    STATEFUL_SETS("apis/apps/v1", "statefulsets", "StatefulSet"),
    JOBS("apis/batch/v1", "jobs", "Job"),
    CRON_JOBS("apis/batch/v1", "cronjobs", "CronJob"),
    SERVICE_ACCOUNTS("api/v1", "serviceaccounts", "ServiceAccount");

    private final String group;
    private final String plural;
    private final String kind;

    ApiResource(String group, String plural, String kind) {
        this.group = group;
        this.plural = plural;
        this.kind = kind;
    }

    /** The beginning of its path. */
    String group() {
        return group;
    }

    /** Its name in paths and in rules of RBAC. */
    String plural() {
        return plural;
    }

    /** What one object is. */
    String kind() {
        return kind;
    }
}
