package dev.tare.cluster;

/** Whether a credential plugin gets the standard input of this process, to ask the user with. */
public enum PluginStdin {
    PASSED,
    CLOSED
}
