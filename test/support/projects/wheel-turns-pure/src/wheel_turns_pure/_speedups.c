#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <string.h>

#ifdef WANTS_PURE
#error "WANTS_PURE is set"
#endif

static PyObject *
count_vowels(PyObject *Py_UNUSED(module), PyObject *data)
{
    char *bytes;
    Py_ssize_t length, vowels = 0;
    if (PyBytes_AsStringAndSize(data, &bytes, &length) < 0) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < length; i++) {
        vowels += bytes[i] != '\0' && strchr("aeiouAEIOU", bytes[i]) != NULL;
    }
    return PyLong_FromSsize_t(vowels);
}

static PyMethodDef methods[] = {
    {"count_vowels", count_vowels, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
#ifdef Py_GIL_DISABLED
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
    {0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "wheel_turns_pure._speedups",
    .m_methods = methods,
    .m_slots = slots,
};

PyMODINIT_FUNC
PyInit__speedups(void)
{
    return PyModuleDef_Init(&module);
}
