// control-service NAME CODE: sends a user control code (128 to 255) to a service. Windows' own sc can, Wine's cannot.
#include <windows.h>

#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    const SC_HANDLE manager = OpenSCManagerA(nullptr, nullptr, SC_MANAGER_CONNECT);
    const SC_HANDLE service = OpenServiceA(manager, argv[1], SERVICE_USER_DEFINED_CONTROL);
    SERVICE_STATUS status{};
    if (service != nullptr && ControlService(service, static_cast<DWORD>(std::atoi(argv[2])), &status)) return 0;
    std::printf("%s %s: error %lu\n", argv[1], argv[2], GetLastError());
    return 1;
}
