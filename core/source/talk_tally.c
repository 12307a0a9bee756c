/* talk_tally.c - what one walk saw of the connections of some processes. */
#include "source/talk_tally.h"

static void drop_partners(struct talk_tally *tally)
{
	for (size_t i = 0; i < tally->speakers.count; i++)
		partners_free(&tally->speakers.items[i].partners);
}

void talk_tally_begin(struct talk_tally *tally)
{
	drop_partners(tally);
	array_clear(&tally->speakers);
	array_clear(&tally->claims);
	tally->in_order = false;
}

void talk_tally_free(struct talk_tally *tally)
{
	drop_partners(tally);
	array_free(&tally->speakers);
	array_free(&tally->claims);
}

struct talk_speaker *talk_tally_add(struct talk_tally *tally)
{
	return array_add(&tally->speakers);
}

void talk_tally_claim(struct talk_tally *tally, uint32_t inode)
{
	*array_add(&tally->claims) =
		(struct talk_claim){ inode, (uint32_t)(tally->speakers.count - 1) };
}

/* ---- on the walk's thread ---- */

static int by_inode(const void *a, const void *b, void *arg)
{
	const struct talk_claim *x = a, *y = b;

	(void)arg;
	if (x->inode != y->inode)
		return (x->inode > y->inode) - (x->inode < y->inode);
	return (x->speaker > y->speaker) - (x->speaker < y->speaker);
}

/* A connection is counted once for each who holds it, by however many descriptors. */
static void put_in_order(struct talk_tally *tally)
{
	size_t kept = 0;

	array_sort(&tally->claims, by_inode, NULL);
	for (size_t i = 0; i < tally->claims.count; i++) {
		const struct talk_claim *claim = &tally->claims.items[i];

		if (!kept || by_inode(claim, &tally->claims.items[kept - 1], NULL) != 0)
			tally->claims.items[kept++] = *claim;
	}
	tally->claims.count = kept;
	tally->in_order = true;
}

/* The first claim to that inode or to a greater one. */
static size_t first_claim(const struct talk_tally *tally, uint32_t inode)
{
	size_t low = 0, high = tally->claims.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (tally->claims.items[middle].inode < inode)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Inode 0 is nobody's: not accepted yet, or closed already. No claim is to it. */
static void take(void *arg, const struct inet_diag *diag)
{
	struct talk_tally *tally = arg;

	if (!diag->inode || diag->state >= CONNECTION_STATES)
		return;
	if (!tally->in_order)
		put_in_order(tally);
	for (size_t i = first_claim(tally, diag->inode);
	     i < tally->claims.count && tally->claims.items[i].inode == diag->inode; i++) {
		struct talk_speaker *speaker =
			&tally->speakers.items[tally->claims.items[i].speaker];

		speaker->by_state[diag->state]++;
		partners_add(&speaker->partners, diag);
	}
}

static void finish(void *arg)
{
	struct talk_tally *tally = arg;

	for (size_t i = 0; i < tally->speakers.count; i++) {
		struct talk_speaker *speaker = &tally->speakers.items[i];

		speaker->best_count =
			partners_best(&speaker->partners, speaker->best, TALK_PARTNERS);
		speaker->partners_in_all = partners_count(&speaker->partners);
		partners_free(&speaker->partners);
	}
}

struct walk_taker talk_tally_taker(struct talk_tally *tally)
{
	return (struct walk_taker){ .take = take, .finish = finish, .arg = tally };
}
