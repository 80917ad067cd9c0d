/* Watchfloor: what clients may do to commands and incidents.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A Command is created once, lives as long as the platform, and only the platform moves its state.
 * An Incident is edited by several desks: an edit says which version it was based on. Pure but for
 * the store. */
#pragma once

#include "wf-entity-store.h"

/* Before a client creates @entity (changed in place). A Command gets state "sent", or "expired"
 * where its validUntil is past at @now_us: it is then kept, so that its id stays taken, and never
 * executed. WF_ERROR_INVALID where a Command lacks kind, target or validUntil. */
gboolean wf_entity_guard_create (json_t *entity, gint64 now_us, GError **error);

/* Before a client changes the attributes @attrs (any form, changed in place) of @entity. @base is
 * the version of If-Match, or -1. WF_ERROR_REFUSED for the platform's own attributes of a Command,
 * WF_ERROR_CONFLICT where the Incident has another version than the edit was based on. */
gboolean wf_entity_guard_patch (const json_t *entity, json_t *attrs, gint64 base, GError **error);

/* Before a client deletes @entity or replaces it as a whole: WF_ERROR_REFUSED for a Command. */
gboolean wf_entity_guard_delete (const json_t *entity, GError **error);

/* TRUE for the types of our own, whose attributes PATCH may also add. */
gboolean wf_entity_guard_is_ours (const json_t *entity);

/* The version of an Incident, -1 for all else. */
gint64 wf_entity_guard_version (const json_t *entity);
