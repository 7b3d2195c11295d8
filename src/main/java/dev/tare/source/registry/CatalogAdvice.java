package dev.tare.source.registry;

import java.util.Arrays;
import java.util.regex.Pattern;

/** Registries that do not list their repositories to everybody, and what does instead. A table; docs/registries.md has it for readers. */
enum CatalogAdvice {
    DOCKER_HUB(
            "docker\\.io",
            "Docker Hub has no catalog: list a namespace with"
                    + " https://hub.docker.com/v2/namespaces/NAMESPACE/repositories?page_size=100"),
    GITHUB(
            "ghcr\\.io",
            "GitHub has no catalog: list packages with gh api --paginate"
                    + " '/orgs/ORG/packages?package_type=container'"),
    GITLAB(
            "registry\\.gitlab\\.com|(registry\\.)?gitlab\\..*",
            "GitLab shows its catalog to administrators only: list a group with"
                    + " /api/v4/groups/GROUP/registry/repositories, field location"),
    ECR(
            "[0-9]+\\.dkr\\.ecr\\..*",
            "list with aws ecr describe-repositories --query 'repositories[].repositoryUri' --output text"),
    ECR_PUBLIC("public\\.ecr\\.aws", "Amazon ECR Public has no catalog"),
    QUAY(
            "quay\\.io",
            "Quay has no catalog of a namespace: list it with"
                    + " https://quay.io/api/v1/repository?namespace=NAMESPACE&public=true"),
    GOOGLE(
            ".*-docker\\.pkg\\.dev|(.*\\.)?gcr\\.io",
            "list with gcloud artifacts docker images list LOCATION-docker.pkg.dev/PROJECT/REPOSITORY"
                    + " --format='value(package)'"),
    AZURE("[^.]+\\.azurecr\\.io", "list with az acr repository list --name NAME --output tsv"),
    /** Harbor too, which cannot be told by its name. */
    OTHER(
            ".*",
            "Harbor shows its catalog to administrators only: list a project with"
                    + " /api/v2.0/projects/PROJECT/repositories");

    private final Pattern host;
    private final String text;

    CatalogAdvice(String host, String text) {
        this.host = Pattern.compile(host);
        this.text = text;
    }

    /** What to do for a host, and for all of them. */
    static String of(String host) {
        var advice = Arrays.stream(values())
                .filter(it -> it.host.matcher(host.replaceFirst(":[0-9]+$", "")).matches())
                .findFirst()
                .orElse(OTHER);
        return advice.text + "; then name repositories with --repository, or images in a list with --from";
    }
}
