// A handle of the service manager's that closes itself. For win32/*.cpp only.
#pragma once

struct SC_HANDLE__;  // winsvc.h: SC_HANDLE is a pointer to it

namespace upsmd {

class ServiceHandle {
  public:
    explicit ServiceHandle(SC_HANDLE__* handle) noexcept : handle_(handle) {}
    ~ServiceHandle();
    ServiceHandle(const ServiceHandle&) = delete;
    ServiceHandle& operator=(const ServiceHandle&) = delete;

    explicit operator bool() const { return handle_ != nullptr; }
    SC_HANDLE__* get() const { return handle_; }

  private:
    SC_HANDLE__* handle_;
};

}  // namespace upsmd
