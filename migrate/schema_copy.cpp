/// How a definition comes over without changing its meaning.
///
/// SHOW CREATE prints a definition that is complete only under the settings of the server that
/// prints it: a TIMESTAMP column means something else under explicit_defaults_for_timestamp, text
/// in double quotes under ANSI_QUOTES, VARCHAR without a character set in a database with another
/// default. Two means close these gaps. What has a spelling is spelt out (character set and
/// collation of tables and text columns, ENGINE). What has none is set for the one session that
/// runs the statement: sql_mode, character sets and time zone as the object was made under, zero
/// dates allowed, strictness off, for the source has let the definition in before. Parameters and
/// variables of routines take the database's character set when they are created; where that is
/// another one by now, the database's default is changed for the one statement, as mysqldump does.
///
/// Foreign keys are part of CREATE TABLE and foreign_key_checks is off, so that tables that refer
/// to each other need no order. Functions come before views, which may call them, and are not
/// checked against tables until they run; views come in the order of need.
#include "migrate/schema_copy.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include "core/definition_rewrite.hpp"
#include "core/name_mapping.hpp"
#include "core/table_statement.hpp"
#include "core/utf8.hpp"
#include "migrate/view_order.hpp"

namespace cutover {
namespace {

using Settings = std::vector<std::pair<std::string, std::string>>;

class Copy {
  public:
    explicit Copy(const SchemaCopyInput& input) : in_(input), names_(mapping_of(input.plan)) {}

    SchemaCopy make() {
        for (const DatabasePlan& database : in_.plan.databases) {
            add_database(database);
        }
        for (const CodeObject* sequence : selected(ObjectKind::sequence)) {
            add_sequence(*sequence);
        }
        for (const TablePlan& table : in_.plan.tables) {
            add_table(table);
        }
        for (const ObjectKind kind : {ObjectKind::function, ObjectKind::procedure}) {
            add_all(selected(kind), copy_.code);
        }
        add_all(in_order_of_need(selected(ObjectKind::view)), copy_.code);
        add_all(selected(ObjectKind::event), copy_.code);
        std::vector<const CodeObject*> triggers = selected(ObjectKind::trigger);
        std::stable_sort(triggers.begin(), triggers.end(), [](const auto* a, const auto* b) {
            return std::tie(a->name.database, a->table, a->position) <
                   std::tie(b->name.database, b->table, b->position);
        });
        add_all(triggers, copy_.triggers);
        return std::move(copy_);
    }

  private:
    /// Readable ones of the plan that the destination does not have.
    [[nodiscard]] std::vector<const CodeObject*> selected(ObjectKind kind) const {
        std::vector<const CodeObject*> found;
        for (const ObjectPlan& planned : in_.plan.objects) {
            const CodeObject* object =
                planned.kind == kind ? find_object(in_.source, kind, planned.source) : nullptr;
            if (object != nullptr && object->unreadable.empty() &&
                find_object(in_.destination, kind, planned.destination) == nullptr) {
                found.push_back(object);
            }
        }
        return found;
    }

    void add_database(const DatabasePlan& database) {
        const DatabaseDefinition* there = find_database(in_.destination, database.destination);
        const std::string collation =
            server_spelling(database.source.collation, in_.destination_facts);
        collations_[database.destination] = there != nullptr ? there->collation : collation;
        if (there != nullptr) {
            return;
        }
        DdlStatement statement;
        statement.sql = "CREATE DATABASE " + quoted_name(database.destination) + " CHARACTER SET " +
                        server_spelling(database.source.character_set, in_.destination_facts) +
                        " COLLATE " + collation;
        statement.purpose = "creating database " + quoted_name(database.destination);
        copy_.containers.push_back(std::move(statement));
    }

    void add_sequence(const CodeObject& sequence) {
        const TableName there = names_.table(sequence.name);
        DdlStatement statement;
        statement.sql = rewrite_code(sequence, names_, in_.destination_facts);
        statement.purpose = "creating sequence " + quoted_name(there);
        statement.session = table_session();
        copy_.containers.push_back(std::move(statement));
        if (!sequence.next_value.empty()) {
            DdlStatement level;
            level.sql = "SELECT SETVAL(" + quoted_name(there) + ", " + sequence.next_value + ", 0)";
            level.purpose = "bringing sequence " + quoted_name(there) + " level";
            copy_.at_the_end.push_back(std::move(level));
        }
    }

    void add_table(const TablePlan& plan) {
        const TableDefinition* table = find_table(in_.source, plan.source);
        if (table == nullptr || !table->unreadable.empty() ||
            find_table(in_.destination, plan.destination) != nullptr) {
            return;
        }
        TableStatements made = table_statements(
            *table, plan,
            {names_, in_.destination_facts,
             in_.put_off_keys && plan.estimated_bytes >= in_.put_off_from_bytes,
             referenced_columns(plan.source)});
        DdlStatement statement;
        statement.sql = std::move(made.create);
        statement.purpose = "creating table " + quoted_name(plan.destination);
        statement.sql_mode = "ALLOW_INVALID_DATES,NO_ENGINE_SUBSTITUTION";
        statement.session = table_session();
        if (!made.add_keys.empty()) {
            DdlStatement keys = statement;
            keys.sql = std::move(made.add_keys);
            keys.purpose = "building the keys of " + quoted_name(plan.destination);
            copy_.after_rows.push_back(
                {plan.source, plan.destination, std::move(made.key_names), std::move(keys)});
        }
        copy_.tables.push_back(std::move(statement));
    }

    /// What foreign keys of any table say of this one.
    [[nodiscard]] std::vector<std::vector<std::string>> referenced_columns(const TableName& name) {
        if (referenced_.empty()) {
            for (const TableDefinition& table : in_.source.tables) {
                for (const ForeignKey& key : table.foreign_keys) {
                    referenced_[key.referenced].push_back(key.referenced_columns);
                }
            }
            referenced_[{}];
        }
        const auto found = referenced_.find(name);
        return found == referenced_.end() ? std::vector<std::vector<std::string>>() : found->second;
    }

    [[nodiscard]] Settings table_session() const {
        Settings settings{{"foreign_key_checks", "0"}};
        const ServerFacts& there = in_.destination_facts;
        const bool mariadb = there.flavour == Flavour::mariadb;
        if (mariadb || there.version.major < 8) {  // MySQL 8 restricts it to administrators
            settings.emplace_back("innodb_strict_mode", "0");
        }
        // SHOW CREATE spells every TIMESTAMP out; before these versions it cannot be set.
        const ServerVersion settable = mariadb ? ServerVersion{10, 8, 4} : ServerVersion{8, 0, 0};
        if (there.version >= settable) {
            settings.emplace_back("explicit_defaults_for_timestamp", "1");
        }
        return settings;
    }

    void add_all(const std::vector<const CodeObject*>& objects, std::vector<DdlStatement>& list) {
        for (const CodeObject* object : objects) {
            add_code(*object, list);
        }
    }

    void add_code(const CodeObject& object, std::vector<DdlStatement>& list) const {
        DdlStatement statement;
        statement.sql = rewrite_code(object, names_, in_.destination_facts);
        statement.database = names_.database(object.name.database);
        statement.purpose = "creating " + std::string(to_text(object.kind)) + " " +
                            quoted_name({statement.database, object.name.table});
        statement.sql_mode = server_sql_mode(object.sql_mode, in_.destination_facts);
        // The text is UTF-8. Where it is more than ASCII, another character set would garble it.
        const bool keeps =
            is_ascii(statement.sql) || object.character_set_client.starts_with("utf8");
        statement.character_set_client =
            keeps ? server_spelling(object.character_set_client, in_.destination_facts) : "utf8mb4";
        statement.collation_connection =
            server_spelling(object.collation_connection, in_.destination_facts);
        statement.time_zone = object.time_zone;
        const auto now = collations_.find(statement.database);
        const std::string then = server_spelling(object.database_collation, in_.destination_facts);
        if (then.empty() || now == collations_.end() || now->second == then) {
            list.push_back(std::move(statement));
            return;
        }
        list.push_back(default_collation(statement.database, then));
        const std::string database = statement.database;
        list.push_back(std::move(statement));
        list.push_back(default_collation(database, now->second));
    }

    [[nodiscard]] static DdlStatement default_collation(
        const std::string& database, const std::string& collation) {
        DdlStatement statement;
        statement.sql = "ALTER DATABASE " + quoted_name(database) + " CHARACTER SET " +
                        collation.substr(0, collation.find('_')) + " COLLATE " + collation;
        statement.purpose = "setting the default character set of " + quoted_name(database);
        return statement;
    }

    const SchemaCopyInput& in_;
    NameMapping names_;
    SchemaCopy copy_{};
    std::map<std::string, std::string> collations_{};  ///< Of destination databases.
    std::map<TableName, std::vector<std::vector<std::string>>> referenced_{};
};

}  // namespace

SchemaCopy schema_copy(const SchemaCopyInput& input) {
    return Copy(input).make();
}

}  // namespace cutover
