package dev.tare.source.layout;

/** Which list of its images a folder or an archive must have. Where it has both, both are read. */
public enum ImageFormat {
    /** {@code index.json} of an OCI image layout. */
    OCI_LAYOUT,
    /** {@code manifest.json} of {@code docker save}. */
    DOCKER_SAVE,
    /** Either. */
    ANY
}
