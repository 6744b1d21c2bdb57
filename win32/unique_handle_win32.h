// A Windows handle that closes itself. For INVALID_HANDLE_VALUE and nullptr alike there is nothing to close.
#pragma once

namespace upsmd {

class UniqueHandle {
  public:
    explicit UniqueHandle(void* handle = nullptr) noexcept;
    ~UniqueHandle();
    UniqueHandle(const UniqueHandle&) = delete;
    UniqueHandle& operator=(const UniqueHandle&) = delete;

    explicit operator bool() const { return handle_ != nullptr; }
    void* get() const { return handle_; }
    [[nodiscard]] void* release();

  private:
    void* handle_;
};

}  // namespace upsmd
