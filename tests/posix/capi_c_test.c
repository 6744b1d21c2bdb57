/* The header alone, as C99: that it compiles without a warning is the half of this test. */
#include <upsmd.h>

#include <stdio.h>
#include <string.h>

static int passed;
static int failed;

static void check(int good, const char* what) {
    if (good) ++passed;
    else ++failed;
    if (!good) printf("FAIL %s\n", what);
}

int main(void) {
    upsmd_context* context = NULL;
    upsmd_ups* ups = NULL;
    char text[16];
    check(upsmd_new(&context) == UPSMD_OK, "upsmd_new");
    check(upsmd_open(context, "/dev/no-such-port", NULL, NULL, NULL, &ups) == UPSMD_E_NOT_FOUND, "upsmd_open");
    check(upsmd_last_error(context, text, sizeof text) > sizeof text && strlen(text) == sizeof text - 1,
          "upsmd_last_error");
    check(upsmd_free(context) == UPSMD_OK, "upsmd_free");
    check(sizeof(upsmd_error) == sizeof(int) && sizeof(upsmd_state) == sizeof(int), "enums are as large as int");
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0;
}
