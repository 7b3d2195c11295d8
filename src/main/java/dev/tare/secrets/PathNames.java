package dev.tare.secrets;

/** A path as the names that it consists of, which lie in one array of bytes. The last one is that of the file. */
public interface PathNames {

    /** How many names there are. */
    int depth();

    /** Where the bytes of all names lie. */
    byte[] bytes();

    /** Where a name begins; they are numbered from 0 on. */
    int begin(int name);

    /** Where a name ends. */
    int end(int name);
}
