/* Watchfloor: the blocks of a made city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Every superblock gets a zone by where it lies, is cut into blocks to the zone's taste, and some
 * blocks become schools, hospitals, parks and squares. */
#include "config.h"

#include "gen-block.h"

#include "gen-shape.h"
#include "gen-split.h"

static const struct
{
  const char *name;
  double block_m2; /* that it likes */
} uses[GEN_USE_N + 1] = {
  [GEN_USE_SLABS] = { "residential", 36000 },
  [GEN_USE_TOWERS] = { "residential", 42000 },
  [GEN_USE_OLD] = { "residential", 13000 },
  [GEN_USE_VILLAS] = { "residential", 30000 },
  [GEN_USE_VILLAGE] = { "residential", 17000 },
  [GEN_USE_SHOPS] = { "commercial", 17000 },
  [GEN_USE_OFFICES] = { "office", 19000 },
  [GEN_USE_FACTORY] = { "industrial", 70000 },
  [GEN_USE_HARBOUR] = { "warehouse", 90000 },
  [GEN_USE_SCHOOL] = { "school", 30000 },
  [GEN_USE_HOSPITAL] = { "hospital", 30000 },
  [GEN_USE_CAMPUS] = { "university", 110000 },
  [GEN_USE_PARK] = { "park", 200000 },
  [GEN_USE_SQUARE] = { "public", 20000 },
  [GEN_USE_OPEN] = { "open", 1e12 },
};

const char *
gen_use_name (GenUse use)
{
  return uses[use].name;
}

double
gen_class_setback (GenClass class)
{
  static const double half_widths[GEN_N_CLASSES] = { 25, 24, 21, 17, 13, 8.5, 6.0, 19, 34, 40 };

  return half_widths[class];
}

/* What may stand at @p before chance has its say. */
static GenUse
zone_near_centre (const GenCentre *c, double d, double shore, double dice)
{
  switch (c->kind)
    {
    case GEN_CENTRE_OLD:
      return d < 0.28  ? (dice < 0.5 ? GEN_USE_OFFICES : GEN_USE_SHOPS)
             : d < 0.8 ? (dice < 0.72   ? GEN_USE_OLD
                          : dice < 0.86 ? GEN_USE_SHOPS
                                        : GEN_USE_TOWERS)
                       : (dice < 0.35  ? GEN_USE_OLD
                          : dice < 0.8 ? GEN_USE_SLABS
                                       : GEN_USE_TOWERS);
    case GEN_CENTRE_BUSINESS:
      return d < 0.35 ? (dice < 0.6 ? GEN_USE_OFFICES : GEN_USE_SHOPS)
                      : (dice < 0.5    ? GEN_USE_SLABS
                         : dice < 0.75 ? GEN_USE_TOWERS
                         : dice < 0.85 ? GEN_USE_OLD
                                       : GEN_USE_OFFICES);
    case GEN_CENTRE_PORT:
      return shore < 300.0 ? GEN_USE_HARBOUR
                           : (dice < 0.3   ? GEN_USE_FACTORY
                              : dice < 0.8 ? GEN_USE_SLABS
                                           : GEN_USE_TOWERS);
    case GEN_CENTRE_NEW:
      return d < 0.25 ? (dice < 0.6 ? GEN_USE_OFFICES : GEN_USE_SHOPS)
                      : (dice < 0.42   ? GEN_USE_TOWERS
                         : dice < 0.74 ? GEN_USE_SLABS
                         : dice < 0.87 ? GEN_USE_FACTORY
                                       : GEN_USE_VILLAS);
    case GEN_CENTRE_CAMPUS:
      return dice < 0.36   ? GEN_USE_CAMPUS
             : dice < 0.75 ? GEN_USE_SLABS
             : dice < 0.9  ? GEN_USE_TOWERS
                           : GEN_USE_OFFICES;
    case GEN_CENTRE_FACTORY:
      return dice < 0.66 ? GEN_USE_FACTORY : dice < 0.92 ? GEN_USE_SLABS : GEN_USE_SHOPS;
    case GEN_CENTRE_TOWN:
    default:
      return d < 0.3 ? (dice < 0.4 ? GEN_USE_SHOPS : GEN_USE_SLABS)
                     : (dice < 0.45   ? GEN_USE_SLABS
                        : dice < 0.66 ? GEN_USE_VILLAGE
                                      : GEN_USE_FACTORY);
    }
}

static gboolean
is_hamlet (const GenCity *city, WfPoint p)
{
  for (guint i = 0; i < city->hamlets->len; i++)
    if (gen_distance (g_array_index (city->hamlets, WfPoint, i), p) < 750.0)
      return TRUE;
  return FALSE;
}

static GenUse
choose_zone (const GenCity *city, WfPoint p, double urban, GenRandom *random)
{
  const GenCentre *best = NULL;
  double best_d = 1e18;
  double shore = gen_raster_sample (&city->terrain->shore, p);
  double dice = gen_random_unit (random), crowd = gen_random_unit (random);

  for (guint i = 0; i < city->centres->len; i++)
    {
      const GenCentre *c = &g_array_index (city->centres, GenCentre, i);
      double d = gen_distance (c->at, p) / c->radius_m;

      if (d < best_d)
        {
          best_d = d;
          best = c;
        }
    }
  if (gen_terrain_slope (city->terrain, p) > 8.0)
    return GEN_USE_PARK;
  if (shore < 900.0 && gen_distance (p, city->terrain->harbour) < 2000.0)
    return GEN_USE_HARBOUR;
  /* Where land is short, houses stand close. */
  if (crowd < 1.0 - 1.0 / city->crowding)
    return GEN_USE_VILLAGE;
  if (best_d > 0.3 && gen_random_unit (random) < 0.035)
    return GEN_USE_PARK;
  if (is_hamlet (city, p))
    return GEN_USE_VILLAGE;
  if (urban < city->threshold * 1.12 && best_d > 0.9)
    return dice < 0.4    ? GEN_USE_VILLAGE
           : dice < 0.23 ? GEN_USE_VILLAS
           : dice < 0.55 ? GEN_USE_FACTORY
                         : GEN_USE_SLABS;
  if (shore < 600.0 && best->kind != GEN_CENTRE_PORT && dice < 0.16)
    return GEN_USE_VILLAS;
  return zone_near_centre (best, best_d, shore, dice);
}

/* TRUE where @face is land that the city reaches. */
static gboolean
is_land (const GenCity *city, guint32 face, const GArray *ring, GArray *halves)
{
  double area = gen_ring_area ((const WfPoint *) ring->data, ring->len);
  WfPoint centre = gen_ring_centre ((const WfPoint *) ring->data, ring->len);

  if (area < 900.0 || area > 3.2e6 || gen_field_urban (city, centre) < city->threshold * 0.3)
    return FALSE;
  gen_mesh_walk (city->mesh, face, halves);
  for (guint i = 0; i < halves->len; i++)
    {
      guint32 h = g_array_index (halves, guint32, i);
      const GenEdge *edge = gen_mesh_edge (city->mesh, h);

      if (edge->class == GEN_COAST && edge->forward_is_land == ((h & 1) != 0))
        return FALSE;
    }
  return gen_raster_sample (&city->terrain->shore, centre) > 0.0;
}

/* A block in an estate is now and then something else. */
static GenUse
vary_use (const GenCity *city, GenUse zone, double area, double urban, GenRandom *random)
{
  double dice = gen_random_unit (random);
  gboolean homes = zone <= GEN_USE_VILLAGE;

  if (homes && area > 14000.0 && area < 60000.0 && dice < 0.055)
    return GEN_USE_SCHOOL;
  if (homes && dice > 0.965)
    return GEN_USE_PARK;
  if (homes && dice > 0.90 && urban > city->threshold * 1.2)
    return GEN_USE_SHOPS;
  if ((zone == GEN_USE_OFFICES || zone == GEN_USE_SHOPS) && dice > 0.94)
    return GEN_USE_SQUARE;
  if (zone == GEN_USE_SLABS && dice > 0.80 && dice < 0.88)
    return GEN_USE_TOWERS;
  return zone;
}

static void
add_block (GenCity *city, guint32 face, GenUse zone, guint32 estate, GenRandom *random)
{
  g_autoptr (GArray) ring = g_array_new (FALSE, FALSE, sizeof (WfPoint));
  GenBlock block = { .face = face, .estate = estate };

  gen_mesh_ring (city->mesh, face, ring);
  block.area_m2 = gen_ring_area ((const WfPoint *) ring->data, ring->len);
  block.centre = gen_ring_centre ((const WfPoint *) ring->data, ring->len);
  block.urban = gen_field_urban (city, block.centre);
  block.seed = gen_random_next (random);
  block.use = vary_use (city, zone, block.area_m2, block.urban, random);
  if (gen_distance (block.centre, g_array_index (city->centres, GenCentre, 0).at) < 40.0)
    block.use = GEN_USE_SQUARE;
  g_array_append_val (city->blocks, block);
}

static int
compare_blocks (gconstpointer a, gconstpointer b)
{
  const GenBlock *x = a, *y = b;

  if (x->urban != y->urban)
    return x->urban > y->urban ? -1 : 1;
  return x->face < y->face ? -1 : 1;
}

/* Hospitals lie apart from one another, on blocks large enough. */
static void
place_hospitals (GenCity *city, guint wanted)
{
  g_autoptr (GArray) at = g_array_new (FALSE, FALSE, sizeof (WfPoint));
  double apart = 2600.0;

  for (; at->len < wanted && apart > 400.0; apart *= 0.8)
    for (guint i = 0; i < city->blocks->len && at->len < wanted; i++)
      {
        GenBlock *b = &g_array_index (city->blocks, GenBlock, i);
        gboolean fits = b->area_m2 > 12000.0 && b->area_m2 < 80000.0 && b->use <= GEN_USE_OFFICES
                        && b->use != GEN_USE_VILLAGE;

        for (guint k = 0; fits && k < at->len; k++)
          fits = gen_distance (g_array_index (at, WfPoint, k), b->centre) > apart;
        if (!fits)
          continue;
        b->use = GEN_USE_HOSPITAL;
        g_array_append_val (at, b->centre);
      }
}

void
gen_block_make (GenCity *city)
{
  g_autoptr (GArray) ring = g_array_new (FALSE, FALSE, sizeof (WfPoint));
  g_autoptr (GArray) halves = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) faces = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint n_faces = city->mesh->faces->len;

  city->blocks = g_array_new (FALSE, FALSE, sizeof (GenBlock));
  for (guint32 face = 0; face < n_faces; face++)
    {
      GenRandom random = gen_random (city->seed, 0x700000 + face);

      gen_mesh_ring (city->mesh, face, ring);
      if (!is_land (city, face, ring, halves))
        continue;
      WfPoint centre = gen_ring_centre ((const WfPoint *) ring->data, ring->len);
      double urban = gen_field_urban (city, centre);
      /* A hill between streets becomes a park. */
      GenUse zone = urban < city->threshold * 0.62 ? GEN_USE_PARK
                                                   : choose_zone (city, centre, urban, &random);

      if (urban < city->threshold * 0.62
          && gen_ring_area ((const WfPoint *) ring->data, ring->len) > 1.3e6)
        continue;

      g_array_set_size (faces, 0);
      gen_split_face (city, face, uses[zone].block_m2 * gen_random_range (&random, 0.8, 1.25),
                      gen_random_next (&random), faces);
      for (guint i = 0; i < faces->len; i++)
        add_block (city, g_array_index (faces, guint32, i), zone, face, &random);
    }
  g_array_sort (city->blocks, compare_blocks);
  place_hospitals (city, CLAMP (city->n_buildings / 4000, 2, 40));
}
