/* scene.c - what a table is filled from. */
#include "table/scene.h"

#include "model/model.h"

#include <stddef.h>

const struct snapshot *scene_snapshot(const struct scene *scene)
{
	return scene->model ? model_snapshot(scene->model) : NULL;
}
