/**
 * What runs in a Kubernetes cluster: a kubeconfig or the pod's own service account, the few lists of the API server that name images, and the
 * images of pods and of templates in one order.
 *
 * <p>Data flows one way: {@link dev.tare.cluster.Kubeconfig} and {@link dev.tare.cluster.InCluster} give a {@link dev.tare.cluster.Cluster},
 * {@link dev.tare.cluster.ClusterApi} reads its lists, {@link dev.tare.cluster.KubeObject} is one object of them, and {@link
 * dev.tare.cluster.ImageInventory} turns objects into names of images.
 *
 * <p>May use {@code image}, {@code source}, {@code source.credentials} for pull secrets, {@code source.registry.http} for TLS and proxies, Jackson,
 * SnakeYAML Engine and, for a declared interface, the Quarkus REST client. Nothing here writes to the cluster.
 */
@NullMarked
package dev.tare.cluster;

import org.jspecify.annotations.NullMarked;
