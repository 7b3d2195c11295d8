package dev.tare.gate;

import dev.tare.image.ImageFault.NotDecided;
import dev.tare.report.model.image.BaseImage;
import java.util.Locale;

/** Of which layers rules look at what they ship and hide. */
public enum Scope {
    /** All layers. */
    IMAGE,
    /** The layers above those of the base image. */
    OWN;

    /**
     * The lowest layer that counts.
     *
     * @throws NotDecided if that cannot be told, since the base is unknown
     */
    int firstLayer(BaseImage base) throws NotDecided {
        if (this == IMAGE) {
            return 0;
        }
        return switch (base) {
            case BaseImage.Known known -> known.layers();
            case BaseImage.NotMatched named -> throw unknown("%s: %s".formatted(named.reference(), named.why()));
            case BaseImage.NotNamed _ -> throw unknown("neither --base nor the image names it");
        };
    }

    private static NotDecided unknown(String why) {
        return new NotDecided(
                "the rules are about own layers, and which these are is not known: the base image is unknown (%s)"
                        .formatted(why),
                "name it with --base IMAGE, or have the build annotate it (org.opencontainers.image.base.name); without"
                        + " --scope own, rules look at all layers");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
