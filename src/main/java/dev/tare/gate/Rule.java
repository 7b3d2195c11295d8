package dev.tare.gate;

import dev.tare.analysis.Accounts;
import java.math.BigDecimal;
import java.math.MathContext;

/** Something that must hold for an image. */
public sealed interface Rule {

    String name();

    BigDecimal limit();

    BigDecimal actual(Accounts accounts);

    boolean holds(Accounts accounts);

    /** At most so many wasted bytes. */
    record MaxWasted(long bytes) implements Rule {
        @Override
        public String name() {
            return "max-wasted";
        }

        @Override
        public BigDecimal limit() {
            return BigDecimal.valueOf(bytes);
        }

        @Override
        public BigDecimal actual(Accounts accounts) {
            return BigDecimal.valueOf(accounts.wastedBytes());
        }

        @Override
        public boolean holds(Accounts accounts) {
            return accounts.wastedBytes() <= bytes;
        }
    }

    /** At least this share of visible in shipped bytes. */
    record MinEfficiency(BigDecimal share) implements Rule {
        @Override
        public String name() {
            return "min-efficiency";
        }

        @Override
        public BigDecimal limit() {
            return share;
        }

        @Override
        public BigDecimal actual(Accounts accounts) {
            return accounts.shippedBytes() == 0
                    ? BigDecimal.ONE
                    : BigDecimal.valueOf(accounts.visibleBytes())
                            .divide(BigDecimal.valueOf(accounts.shippedBytes()), MathContext.DECIMAL64);
        }

        /** Compared without dividing, so that 0.95 means 0.95. */
        @Override
        public boolean holds(Accounts accounts) {
            return accounts.shippedBytes() == 0
                    || BigDecimal.valueOf(accounts.visibleBytes())
                                    .compareTo(share.multiply(BigDecimal.valueOf(accounts.shippedBytes())))
                            >= 0;
        }
    }

    /** No credential in a hidden copy. */
    record Exposed() implements Rule {
        @Override
        public String name() {
            return "exposed";
        }

        @Override
        public BigDecimal limit() {
            return BigDecimal.ZERO;
        }

        /** How many findings are exposed. */
        @Override
        public BigDecimal actual(Accounts accounts) {
            return BigDecimal.valueOf(accounts.exposedFindings());
        }

        @Override
        public boolean holds(Accounts accounts) {
            return accounts.exposedFindings() == 0;
        }
    }
}
