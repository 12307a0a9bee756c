/* power.h - the privileges there are, by what they are for. */
#ifndef LSN_FACT_POWER_H
#define LSN_FACT_POWER_H

enum power {
	POWER_NONE,
	POWER_OBSERVE,                  /* see the descriptors of others' processes */
	POWER_ENTER,                    /* enter another namespace */
	POWER_ACT,                      /* signal, renice, close */
	POWERS,
};

/* The capabilities a power is made of, as capabilities(7) names them, ended by
 * NULL. POWER_NONE has none. */
const char *const *power_capabilities(enum power power);

#endif
