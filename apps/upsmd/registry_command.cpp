#include "apps/upsmd/registry_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <system_error>

#include "platform/reg_format.h"
#include "posix-sim/registry_file.h"
#include "posix-sim/registry_file_io.h"

namespace upsmd {

namespace {

struct Arguments {
    std::string file;
    std::string key;
    std::string value;
    std::string type;
    std::string data;
    std::string other_file;
};

// "HKLM\x\" is what people type; the registry wants the long root and no backslash at the end.
std::string full_key(std::string key) {
    while (key.ends_with('\\')) key.pop_back();
    return expand_reg_root(key);
}

// A file that is not there is an empty registry to set and import; to read one is a slip of the pen.
Result<RegDocument> load_existing(const Arguments& arguments) {
    std::error_code failed;
    if (!std::filesystem::exists(arguments.file, failed) && !failed)
        return Error{ErrorCode::not_found, arguments.file + ": no such file", 0};
    return RegistryFile(arguments.file).load();
}

// One line for one value, whatever it holds.
std::string printable(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\n')
            out += "\\n";
        else if (c == '\r')
            out += "\\r";
        else if (c == '\t')
            out += "\\t";
        else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
            out += fmt::format("\\x{:02x}", static_cast<unsigned>(c));
        else
            out.push_back(c);
    }
    return out;
}

std::string describe(const RegData& data) {
    const auto value = decode_reg_value(data);
    if (value && value->type == RegType::dword)
        return fmt::format("{} (0x{:x})", value->number, value->number);
    if (value) return printable(value->text);
    std::string bytes;
    for (const char c : data.bytes)
        bytes += fmt::format("{}{:02x}", bytes.empty() ? "" : ",", static_cast<unsigned char>(c));
    return bytes;
}

Result<RegValue> parse_value(const Arguments& arguments) {
    if (arguments.type == "sz") return RegValue::sz(arguments.data);
    if (arguments.type == "expand_sz") return RegValue::expand_sz(arguments.data);
    const std::string& text = arguments.data;
    const bool hex = text.starts_with("0x") || text.starts_with("0X");
    const char* begin = text.data() + (hex ? 2 : 0);
    const char* end = text.data() + text.size();
    std::uint32_t number = 0;
    const auto parsed = std::from_chars(begin, end, number, hex ? 16 : 10);
    if (begin == end || parsed.ec != std::errc() || parsed.ptr != end)
        return Error{ErrorCode::invalid_argument,
                     "dword \"" + text + "\" is not a number from 0 to 4294967295 (or 0x0 to 0xffffffff)", 0};
    return RegValue::dword(number);
}

Result<void> run_get(const Arguments& arguments) {
    if (auto there = load_existing(arguments); !there) return there.error();
    const auto value = RegistryFile(arguments.file).get(full_key(arguments.key), arguments.value);
    if (!value) return value.error();
    if (value->type == RegType::dword)
        fmt::print("{}\n", value->number);
    else
        fmt::print("{}\n", value->text);
    return {};
}

Result<void> run_set(const Arguments& arguments) {
    const auto value = parse_value(arguments);
    if (!value) return value.error();
    return RegistryFile(arguments.file).set(full_key(arguments.key), arguments.value, *value);
}

Result<void> run_list(const Arguments& arguments) {
    const auto document = load_existing(arguments);
    if (!document) return document.error();
    const std::string top = full_key(arguments.key);
    if (!top.empty()) {
        if (auto valid = check_reg_key(top); !valid) return valid;
        if (!document->has_key(top))
            return Error{ErrorCode::not_found, arguments.file + ": no key " + top, 0};
    }
    const std::string folded_top = fold_reg_name(top);
    for (const RegSection& section : document->sections()) {
        if (!top.empty() && !is_at_or_below(section.folded_path, folded_top)) continue;
        fmt::print("{}\n", section.path);
        for (const RegEntry& entry : section.entries)
            fmt::print("  {} {} {}\n", entry.name.empty() ? "(Default)" : entry.name,
                       reg_type_name(entry.data.type), describe(entry.data));
    }
    return {};
}

Result<void> run_import(const Arguments& arguments) {
    const auto bytes = read_file(arguments.other_file, kMaxRegFileBytes);
    if (!bytes) return bytes.error();
    if (!*bytes) return Error{ErrorCode::not_found, arguments.other_file + ": no such file", 0};
    // Read once alone: a bad file must not even make a new registry.
    if (auto valid = parse_reg_file(**bytes, arguments.other_file); !valid) return valid.error();
    return RegistryFile(arguments.file).update([&](RegDocument& document) {
        return merge_reg_file(**bytes, arguments.other_file, document);
    });
}

Result<void> run_export(const Arguments& arguments) {
    const auto document = load_existing(arguments);
    if (!document) return document.error();
    std::error_code failed;
    if (std::filesystem::equivalent(arguments.file, arguments.other_file, failed))
        return Error{ErrorCode::invalid_argument, arguments.other_file + ": is the registry file itself", 0};
    // Composed anew in the default style: what Registry Editor writes, and so what Windows surely reads.
    RegDocument clean;
    if (auto done = merge_reg_file(write_reg_file(*document), arguments.file, clean); !done) return done;
    return replace_file(RegistryFile(arguments.other_file).path(), write_reg_file(clean), {});
}

using Action = std::function<Result<void>(const Arguments&)>;

CLI::App* add_action(CLI::App& registry, const char* name, const char* what,
                     std::shared_ptr<Arguments> arguments, int& exit_code, Action action) {
    CLI::App* command = registry.add_subcommand(name, what);
    command->callback([arguments = std::move(arguments), &exit_code, action = std::move(action)] {
        const auto done = action(*arguments);
        exit_code = done ? 0 : 1;
        if (!done) fmt::print(stderr, "upsmd: {}\n", done.error().message);
    });
    return command;
}

}  // namespace

void add_registry_command(CLI::App& app, int& exit_code) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App* registry = app.add_subcommand("registry", "Read or change a registry file");
    registry->add_option("FILE", arguments->file, "The registry file")->required();
    registry->require_subcommand(1);

    const char* key_help = "Key, for example 'HKLM\\SOFTWARE\\upsmd'";
    const char* value_help = "Name of the value; '' is the key's default value";

    CLI::App* get = add_action(*registry, "get", "Print the data of a value", arguments, exit_code, run_get);
    get->add_option("KEY", arguments->key, key_help)->required();
    get->add_option("VALUE", arguments->value, value_help)->required();

    CLI::App* set =
        add_action(*registry, "set", "Set a value; makes file and key", arguments, exit_code, run_set);
    set->add_option("KEY", arguments->key, key_help)->required();
    set->add_option("VALUE", arguments->value, value_help)->required();
    set->add_option("TYPE", arguments->type, "sz, expand_sz or dword")
        ->required()
        ->check(CLI::IsMember({"sz", "expand_sz", "dword"}));
    set->add_option("DATA", arguments->data, "Text, or a number such as 120 or 0x78")->required();

    CLI::App* list = add_action(*registry, "list", "Print keys and values", arguments, exit_code, run_list);
    list->add_option("KEY", arguments->key, "Only this key and what is below it");

    CLI::App* import = add_action(*registry, "import", "Merge a .reg file, all of it or nothing", arguments,
                                  exit_code, run_import);
    import->add_option("REGFILE", arguments->other_file, "File in Registry Editor's format")->required();

    CLI::App* export_to = add_action(*registry, "export", "Write a .reg file for Windows' `reg import`",
                                     arguments, exit_code, run_export);
    export_to->add_option("REGFILE", arguments->other_file, "File to write")->required();
}

}  // namespace upsmd
