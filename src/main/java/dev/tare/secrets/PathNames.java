package dev.tare.secrets;

/** The names of a path, in one array of bytes. The last one is that of the file. */
public interface PathNames {

    /** The number of names. */
    int depth();

    /** The array that holds all names. */
    byte[] bytes();

    /** The index of the first byte of a name. Names are numbered from 0 on. */
    int begin(int name);

    /** The index behind the last byte of a name. */
    int end(int name);
}
