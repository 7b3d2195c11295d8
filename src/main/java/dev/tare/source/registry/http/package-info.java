/**
 * HTTP/1.1 with registries, token servers and storage: connections, TLS, proxies, redirects and retries. {@code source.registry.http.body} has
 * bodies that go on after a broken connection. {@link dev.tare.source.registry.http.HostSession} keeps what belongs to one host for all images of a run.
 *
 * <p>One client, Apache HttpClient, does it all, whatever way a host is reached. It pools connections and opens tunnels. Redirects, retries and
 * credentials are decided here: a client would carry {@code Authorization} to another host.
 *
 * <p>May use {@code image}, {@code source}, {@code source.registry.rate}, {@code codec}, HttpClient and, for declared interfaces, the Quarkus REST client.
 */
@NullMarked
package dev.tare.source.registry.http;

import org.jspecify.annotations.NullMarked;
