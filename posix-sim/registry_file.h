// The registry as one file in Registry Editor's export format (docs/registry.md). POSIX backend.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "platform/reg_document.h"
#include "platform/registry.h"
#include "posix-sim/registry_file_io.h"

namespace upsmd {

// $UPSMD_REGISTRY, else /var/lib/upsmd/registry.reg.
std::string default_registry_path();

// Registry over a file. Every call reads the file anew, so all processes see each other's changes at once;
// a missing file is an empty registry. Changes go through update(). A file that cannot be read as a whole
// registry is Error{malformed} (FILE:LINE: reason) for every call and is never written to.
//
// Thread: any. Other processes: any number (registry_file_io.h).
// Failure: as Registry, plus Error{in_use} where another process held the lock for 10 s.
class RegistryFile final : public Registry {
  public:
    // The fault is for tests.
    explicit RegistryFile(std::string path, FileFault fault = {});

    // A link is followed once, here: changes replace the file that it names, not the link.
    const std::string& path() const { return path_; }

    // The content now.
    Result<RegDocument> load() const;

    // Reads the file, lets `change` work on it and writes it back, all under the lock: nothing that another
    // process writes is lost. Nothing is written where `change` fails, or where the file would come out as it
    // was.
    Result<void> update(const std::function<Result<void>(RegDocument&)>& change);

    Result<RegValue> get(std::string_view key, std::string_view value) override;
    // The first one makes the file, and its folder where only that is missing (never a folder above it).
    Result<void> set(std::string_view key, std::string_view value, const RegValue& data) override;
    Result<void> remove_value(std::string_view key, std::string_view value) override;
    Result<void> remove_key(std::string_view key) override;
    Result<std::vector<std::string>> value_names(std::string_view key) override;
    Result<std::vector<std::string>> key_names(std::string_view key) override;

    // Calls back from a thread of the watch's own, once for one or several changes, also those made through
    // this object, and only where keys or values at or below the key came out different. While the file
    // cannot be read there is no callback. Ends silently if the folder itself is removed or renamed. inotify
    // is needed: Linux.
    Result<std::unique_ptr<Watch>> watch(std::string_view key, std::function<void()> on_change) override;

  private:
    Result<void> require_key(std::string_view key) const;

    std::string path_;
    FileFault fault_;
    std::mutex writer_;  // spares the writers of one process the polling of the file lock
};

}  // namespace upsmd
