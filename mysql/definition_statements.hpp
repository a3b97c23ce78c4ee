#pragma once

#include "core/catalog.hpp"
#include "mysql/statement_batches.hpp"

namespace cutover {

/// Adds the SHOW CREATE of a listed table or object to a batch, which fills the rest of it in when
/// it is answered; what the server refuses is a property of the object, its `unreadable`. The
/// object must stay where it is until then. Nothing is added for one known to be unreadable.
void add_definition_of(TableDefinition& table, StatementBatch& batch);
void add_definition_of(CodeObject& object, StatementBatch& batch);

}  // namespace cutover
