package dev.tare.source.registry.rate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The {@link Throttle} of each origin that a run asks. */
public final class Throttles {

    /** Maximum origins that are remembered: redirects may lead to any number. */
    private static final int MAX_ORIGINS = 256;

    private final Rate rate;
    private final Map<String, Throttle> byOrigin = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Throttle> eldest) {
            return size() > MAX_ORIGINS;
        }
    };

    /** @param rate of requests to each origin */
    public Throttles(Rate rate) {
        this.rate = rate;
    }

    /** @param origin scheme, host and port */
    public synchronized Throttle of(String origin) {
        return byOrigin.computeIfAbsent(origin, _ -> new Throttle(rate, System.nanoTime()));
    }

    /** The origins that allow few more requests, and how many, a line each. */
    public synchronized List<String> lowQuotas() {
        var lines = new ArrayList<String>();
        byOrigin.forEach((origin, throttle) ->
                throttle.quota().filter(Quota::isLow).ifPresent(quota -> lines.add(origin + ": " + quota)));
        return List.copyOf(lines);
    }
}
