/* Watchfloor: the words of map data.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. Both tables are in the order of their names. Pure, any thread. */
#include "config.h"

#include "wf-field-words.h"

#include <glib/gi18n.h>
#include <stdlib.h>

typedef struct
{
  const char *name;
  const char *word; /* N_() marked */
} Word;

static const Word fields[] = {
  { "access", N_ ("Access") },
  { "adcode", N_ ("Division code") },
  { "addr:city", N_ ("City") },
  { "addr:full", N_ ("Address") },
  { "addr:housenumber", N_ ("House number") },
  { "addr:street", N_ ("Street") },
  { "address", N_ ("Address") },
  { "admin_level", N_ ("Administrative level") },
  { "aeroway", N_ ("Airport") },
  { "amenity", N_ ("Amenity") },
  { "area", N_ ("Surface area") },
  { "area_m2", N_ ("Area (m²)") },
  { "barrier", N_ ("Barrier") },
  { "beds", N_ ("Beds") },
  { "bim_id", N_ ("BIM id") },
  { "boundary", N_ ("Boundary") },
  { "bridge", N_ ("Bridge") },
  { "building", N_ ("Building") },
  { "building:levels", N_ ("Floors") },
  { "bus", N_ ("Bus") },
  { "capacity", N_ ("Capacity") },
  { "capital", N_ ("Capital") },
  { "class", N_ ("Class") },
  { "code", N_ ("Code") },
  { "color", N_ ("Colour") },
  { "colour", N_ ("Colour") },
  { "community", N_ ("Community") },
  { "contact", N_ ("Contact") },
  { "county", N_ ("County") },
  { "craft", N_ ("Craft") },
  { "date", N_ ("Date") },
  { "depth", N_ ("Depth") },
  { "depth_m", N_ ("Depth (m)") },
  { "description", N_ ("Description") },
  { "district", N_ ("District") },
  { "ele", N_ ("Elevation") },
  { "email", N_ ("E-mail") },
  { "emergency", N_ ("Emergency service") },
  { "fid", N_ ("Feature number") },
  { "floors", N_ ("Floors") },
  { "gid", N_ ("Feature number") },
  { "grid_code", N_ ("Grid code") },
  { "height", N_ ("Height") },
  { "height_m", N_ ("Height (m)") },
  { "highway", N_ ("Road class") },
  { "historic", N_ ("Historic") },
  { "id", N_ ("Id") },
  { "kind", N_ ("Kind") },
  { "landuse", N_ ("Land use") },
  { "lanes", N_ ("Lanes") },
  { "layer", N_ ("Stacking level") },
  { "leisure", N_ ("Leisure") },
  { "length", N_ ("Length") },
  { "length_m", N_ ("Length (m)") },
  { "level", N_ ("Level") },
  { "levels", N_ ("Floors") },
  { "line", N_ ("Route line") },
  { "man_made", N_ ("Man-made structure") },
  { "material", N_ ("Material") },
  { "maxspeed", N_ ("Speed limit") },
  { "military", N_ ("Military") },
  { "name", N_ ("Name") },
  { "name:en", N_ ("Name in English") },
  { "name:zh", N_ ("Name in Chinese") },
  { "name_en", N_ ("Name in English") },
  { "name_zh", N_ ("Name in Chinese") },
  { "natural", N_ ("Natural feature") },
  { "network", N_ ("Network") },
  { "no_turn", N_ ("No turning") },
  { "note", N_ ("Note") },
  { "office", N_ ("Office") },
  { "oneway", N_ ("One-way") },
  { "opening_hours", N_ ("Opening hours") },
  { "operator", N_ ("Operator") },
  { "osm_id", N_ ("OSM id") },
  { "owner", N_ ("Owner") },
  { "phone", N_ ("Telephone") },
  { "place", N_ ("Place") },
  { "pop", N_ ("Population") },
  { "population", N_ ("Population") },
  { "postcode", N_ ("Postcode") },
  { "power", N_ ("Power supply") },
  { "public_transport", N_ ("Public transport") },
  { "railway", N_ ("Railway") },
  { "ref", N_ ("Reference") },
  { "religion", N_ ("Religion") },
  { "remark", N_ ("Remark") },
  { "roof:shape", N_ ("Roof shape") },
  { "route", N_ ("Route") },
  { "service", N_ ("Service") },
  { "shop", N_ ("Shop") },
  { "sport", N_ ("Sport") },
  { "start_date", N_ ("Built") },
  { "state", N_ ("State") },
  { "status", N_ ("Status") },
  { "street", N_ ("Sub-district") },
  { "surface", N_ ("Surface") },
  { "time", N_ ("Time") },
  { "tourism", N_ ("Tourism") },
  { "tunnel", N_ ("Tunnel") },
  { "type", N_ ("Type") },
  { "updated", N_ ("Updated") },
  { "use", N_ ("Use") },
  { "voltage", N_ ("Voltage") },
  { "water", N_ ("Water") },
  { "waterway", N_ ("Waterway") },
  { "website", N_ ("Website") },
  { "wheelchair", N_ ("Wheelchair access") },
  { "width", N_ ("Width") },
  { "width_m", N_ ("Width (m)") },
  { "wikidata", N_ ("Wikidata id") },
  { "year", N_ ("Year") },
};

static const Word values[] = {
  { "alley", N_ ("Lane") },
  { "apartments", N_ ("Flats") },
  { "basin", N_ ("Basin") },
  { "bay", N_ ("Bay") },
  { "beach", N_ ("Beach") },
  { "both", N_ ("Both") },
  { "bus_station", N_ ("Bus station") },
  { "bus_stop", N_ ("Bus stop") },
  { "cemetery", N_ ("Cemetery") },
  { "civic", N_ ("Civic") },
  { "clinic", N_ ("Clinic") },
  { "college", N_ ("College") },
  { "commercial", N_ ("Commercial") },
  { "construction", N_ ("Building site") },
  { "cycleway", N_ ("Cycle track") },
  { "dormitory", N_ ("Dormitory") },
  { "express", N_ ("Expressway") },
  { "expressway", N_ ("Expressway") },
  { "farm", N_ ("Farm") },
  { "farmland", N_ ("Farmland") },
  { "ferry_terminal", N_ ("Ferry terminal") },
  { "fire_station", N_ ("Fire station") },
  { "footway", N_ ("Footpath") },
  { "forest", N_ ("Forest") },
  { "fuel", N_ ("Filling station") },
  { "garages", N_ ("Garages") },
  { "garden", N_ ("Garden") },
  { "government", N_ ("Government") },
  { "grass", N_ ("Grass") },
  { "greenhouse", N_ ("Greenhouse") },
  { "hospital", N_ ("Hospital") },
  { "hotel", N_ ("Hotel") },
  { "house", N_ ("House") },
  { "industrial", N_ ("Industrial") },
  { "island", N_ ("Island") },
  { "kindergarten", N_ ("Nursery school") },
  { "lake", N_ ("Lake") },
  { "lane", N_ ("Lane") },
  { "library", N_ ("Library") },
  { "living_street", N_ ("Living street") },
  { "logistics", N_ ("Logistics") },
  { "marketplace", N_ ("Market") },
  { "meadow", N_ ("Meadow") },
  { "mixed", N_ ("Mixed") },
  { "motorway", N_ ("Motorway") },
  { "museum", N_ ("Museum") },
  { "no", N_ ("No") },
  { "office", N_ ("Office") },
  { "orchard", N_ ("Orchard") },
  { "park", N_ ("Park") },
  { "parking", N_ ("Parking") },
  { "path", N_ ("Path") },
  { "pedestrian", N_ ("Pedestrian street") },
  { "pharmacy", N_ ("Pharmacy") },
  { "pitch", N_ ("Sports ground") },
  { "playground", N_ ("Playground") },
  { "police", N_ ("Police") },
  { "port", N_ ("Port") },
  { "primary", N_ ("Primary road") },
  { "public", N_ ("Public") },
  { "quarry", N_ ("Quarry") },
  { "ramp", N_ ("Slip road") },
  { "reservoir", N_ ("Reservoir") },
  { "residential", N_ ("Residential") },
  { "restaurant", N_ ("Restaurant") },
  { "retail", N_ ("Retail") },
  { "river", N_ ("River") },
  { "roof", N_ ("Roof") },
  { "school", N_ ("School") },
  { "scrub", N_ ("Scrub") },
  { "secondary", N_ ("Secondary road") },
  { "service", N_ ("Service road") },
  { "shed", N_ ("Shed") },
  { "shop_house", N_ ("Shop house") },
  { "square", N_ ("Square") },
  { "stadium", N_ ("Stadium") },
  { "station", N_ ("Station") },
  { "stream", N_ ("Stream") },
  { "street_lamp", N_ ("Street lamp") },
  { "subway", N_ ("Metro") },
  { "supermarket", N_ ("Supermarket") },
  { "taxi", N_ ("Taxi rank") },
  { "temple", N_ ("Temple") },
  { "tertiary", N_ ("Local road") },
  { "theatre", N_ ("Theatre") },
  { "toilets", N_ ("Toilets") },
  { "townhall", N_ ("Town hall") },
  { "track", N_ ("Track") },
  { "traffic_signals", N_ ("Traffic signals") },
  { "train_station", N_ ("Railway station") },
  { "tree", N_ ("Tree") },
  { "trunk", N_ ("Trunk road") },
  { "unclassified", N_ ("Minor road") },
  { "university", N_ ("University") },
  { "village", N_ ("Village") },
  { "vineyard", N_ ("Vineyard") },
  { "warehouse", N_ ("Warehouse") },
  { "wetland", N_ ("Wetland") },
  { "wood", N_ ("Wood") },
  { "yes", N_ ("Yes") },
};

static int
compare_words (gconstpointer a, gconstpointer b)
{
  return g_ascii_strcasecmp (((const Word *) a)->name, ((const Word *) b)->name);
}

static const char *
find (const Word *words, gsize n, const char *name)
{
  const Word key = { name };
  const Word *word = bsearch (&key, words, n, sizeof (Word), compare_words);

  return word != NULL ? _ (word->word) : NULL;
}

const char *
wf_field_word (const char *name)
{
  const char *word = find (fields, G_N_ELEMENTS (fields), name);

  return word != NULL ? word : name;
}

const char *
wf_value_word (const char *value)
{
  const char *word = find (values, G_N_ELEMENTS (values), value);

  return word != NULL ? word : value;
}
