#include "posix-sim/registry_file.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "platform/backend.h"
#include "platform/reg_format.h"
#include "posix-sim/registry_file_watch.h"

namespace upsmd {

namespace {

constexpr const char* kDefaultPath = "/var/lib/upsmd/registry.reg";

std::string resolve(const std::string& path) {
    std::error_code failed;
    const auto resolved = std::filesystem::weakly_canonical(std::filesystem::absolute(path, failed), failed);
    return failed ? path : resolved.string();
}

Error missing_key(const std::string& path, std::string_view key) {
    return {ErrorCode::not_found, path + ": no key " + std::string(key), 0};
}

Error missing_value(const std::string& path, std::string_view key, std::string_view value) {
    return {ErrorCode::not_found,
            path + ": no value \"" + std::string(value) + "\" in key " + std::string(key), 0};
}

}  // namespace

std::string default_registry_path() {
    const char* chosen = std::getenv("UPSMD_REGISTRY");
    return chosen != nullptr && *chosen != '\0' ? chosen : kDefaultPath;
}

std::unique_ptr<Registry> make_system_registry() {
    return std::make_unique<RegistryFile>(default_registry_path());
}

RegistryFile::RegistryFile(std::string path, FileFault fault)
    : path_(resolve(path)), fault_(std::move(fault)) {}

Result<RegDocument> RegistryFile::load() const {
    auto bytes = read_file(path_, kMaxRegFileBytes);
    if (!bytes) return bytes.error();
    if (!*bytes) return RegDocument();
    return parse_reg_file(**bytes, path_);
}

Result<void> RegistryFile::update(const std::function<Result<void>(RegDocument&)>& change) {
    const std::lock_guard<std::mutex> guard(writer_);
    if (auto folder = ensure_folder(path_); !folder) return folder;
    auto lock = FileLock::take(path_, fault_);
    if (!lock) return lock.error();
    auto bytes = read_file(path_, kMaxRegFileBytes);
    if (!bytes) return bytes.error();
    RegDocument document;
    if (*bytes) {
        auto parsed = parse_reg_file(**bytes, path_);
        if (!parsed) return parsed.error();
        document = std::move(*parsed);
    }
    if (auto changed = change(document); !changed) return changed;
    const std::string written = write_reg_file(document);
    if (*bytes && **bytes == written) return {};
    return replace_file(path_, written, fault_);
}

Result<RegValue> RegistryFile::get(std::string_view key, std::string_view value) {
    if (auto valid = check_reg_key(key); !valid) return valid.error();
    auto document = load();
    if (!document) return document.error();
    const RegData* data = document->find(key, value);
    if (data == nullptr) return missing_value(path_, key, value);
    auto decoded = decode_reg_value(*data);
    if (decoded) return decoded;
    Error error = decoded.error();
    error.message =
        path_ + ": value \"" + std::string(value) + "\" in key " + std::string(key) + ": " + error.message;
    return error;
}

Result<void> RegistryFile::set(std::string_view key, std::string_view value, const RegValue& data) {
    if (auto valid = check_reg_key(key); !valid) return valid;
    if (auto valid = check_reg_value_name(value); !valid) return valid;
    auto encoded = encode_reg_value(data);
    if (!encoded) return encoded.error();
    return update([&](RegDocument& document) -> Result<void> {
        document.set(key, value, *encoded);
        return {};
    });
}

// Before the lock, so that removing what is not there makes no folder and no lock file.
Result<void> RegistryFile::require_key(std::string_view key) const {
    auto document = load();
    if (!document) return document.error();
    if (!document->has_key(key)) return missing_key(path_, key);
    return {};
}

Result<void> RegistryFile::remove_value(std::string_view key, std::string_view value) {
    if (auto valid = check_reg_key(key); !valid) return valid;
    if (auto present = require_key(key); !present) return present;
    return update([&](RegDocument& document) -> Result<void> {
        if (!document.remove_value(key, value)) return missing_value(path_, key, value);
        return {};
    });
}

Result<void> RegistryFile::remove_key(std::string_view key) {
    if (auto valid = check_reg_key(key); !valid) return valid;
    if (parent_reg_key(key).empty())
        return Error{ErrorCode::invalid_argument, "a root key cannot be removed", 0};
    if (auto present = require_key(key); !present) return present;
    return update([&](RegDocument& document) -> Result<void> {
        if (!document.remove_key(key)) return missing_key(path_, key);
        return {};
    });
}

Result<std::vector<std::string>> RegistryFile::value_names(std::string_view key) {
    if (auto valid = check_reg_key(key); !valid) return valid.error();
    auto document = load();
    if (!document) return document.error();
    if (!document->has_key(key)) return missing_key(path_, key);
    return document->value_names(key);
}

Result<std::vector<std::string>> RegistryFile::key_names(std::string_view key) {
    if (auto valid = check_reg_key(key); !valid) return valid.error();
    auto document = load();
    if (!document) return document.error();
    if (!document->has_key(key)) return missing_key(path_, key);
    return document->key_names(key);
}

Result<std::unique_ptr<Registry::Watch>> RegistryFile::watch(std::string_view key,
                                                             std::function<void()> on_change) {
    if (auto valid = check_reg_key(key); !valid) return valid.error();
    return watch_registry_file(path_, std::string(key), std::move(on_change));
}

}  // namespace upsmd
