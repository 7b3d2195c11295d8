package dev.tare.image;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Why an image cannot be accounted for. The message says what happened and where; {@link #hint()} says what to do, and
 * is empty where there is nothing to do but to mend the image.
 */
public abstract sealed class ImageFault extends IOException {

    private final String hint;

    private ImageFault(String message, String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.hint = hint;
    }

    public String hint() {
        return hint;
    }

    /** The same fault with the place where it happened put in front of its message. */
    public abstract ImageFault in(String place);

    /** The image could not be read: not found, not authorised, network, registry error, or no image at all. */
    public static final class Unreadable extends ImageFault {
        public Unreadable(String message, String hint, @Nullable Throwable cause) {
            super(message, hint, cause);
        }

        public Unreadable(String message, String hint) {
            this(message, hint, null);
        }

        @Override
        public ImageFault in(String place) {
            return new Unreadable(place + ": " + getMessage(), hint(), this);
        }
    }

    /** The source does not hold a blob that the manifest names. */
    public static final class NotHeld extends ImageFault {
        public NotHeld(String message, String hint) {
            this(message, hint, null);
        }

        private NotHeld(String message, String hint, @Nullable Throwable cause) {
            super(message, hint, cause);
        }

        @Override
        public ImageFault in(String place) {
            return new NotHeld(place + ": " + getMessage(), hint(), this);
        }
    }

    /** The image is damaged: its bytes are not those that its digests or its own structure promise. */
    public static final class Damaged extends ImageFault {
        public Damaged(String message, @Nullable Throwable cause) {
            super(message, "", cause);
        }

        public Damaged(String message) {
            this(message, null);
        }

        @Override
        public ImageFault in(String place) {
            return new Damaged(place + ": " + getMessage(), this);
        }
    }

    /** The image goes beyond one of the {@link Limits}; the hint names the option that raises it. */
    public static final class BeyondLimit extends ImageFault {
        public BeyondLimit(String message, String hint) {
            this(message, hint, null);
        }

        private BeyondLimit(String message, String hint, @Nullable Throwable cause) {
            super(message, hint, cause);
        }

        @Override
        public ImageFault in(String place) {
            return new BeyondLimit(place + ": " + getMessage(), hint(), this);
        }
    }

    /** A rule asks for something that is not known of the image; the hint says how to make it known. */
    public static final class NotDecided extends ImageFault {
        public NotDecided(String message, String hint) {
            this(message, hint, null);
        }

        private NotDecided(String message, String hint, @Nullable Throwable cause) {
            super(message, hint, cause);
        }

        @Override
        public ImageFault in(String place) {
            return new NotDecided(place + ": " + getMessage(), hint(), this);
        }
    }
}
