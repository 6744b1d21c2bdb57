#include "core/variables.h"

#include <array>

namespace upsmd {
namespace {

struct Row {
    std::string_view name;
    VariableKind kind;
};

constexpr std::array<Row, kVariableCount> kRows{{
#define UPSMD_ROW(id, name, kind) {name, VariableKind::kind},
    UPSMD_VARIABLES(UPSMD_ROW)
#undef UPSMD_ROW
}};

constexpr bool names_are_unique() {
    for (std::size_t i = 0; i < kRows.size(); ++i)
        for (std::size_t j = i + 1; j < kRows.size(); ++j)
            if (kRows[i].name == kRows[j].name) return false;
    return true;
}
static_assert(names_are_unique());

}  // namespace

std::string_view variable_name(Variable variable) { return kRows[static_cast<std::size_t>(variable)].name; }

VariableKind variable_kind(Variable variable) { return kRows[static_cast<std::size_t>(variable)].kind; }

std::optional<Variable> variable_by_name(std::string_view name) {
    for (std::size_t i = 0; i < kRows.size(); ++i)
        if (kRows[i].name == name) return static_cast<Variable>(i);
    return std::nullopt;
}

}  // namespace upsmd
