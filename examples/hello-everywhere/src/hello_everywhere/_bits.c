/* Bits that are set in anything that holds bytes. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

static PyObject *
count(PyObject *module, PyObject *argument)
{
    Py_buffer bytes;
    if (PyObject_GetBuffer(argument, &bytes, PyBUF_SIMPLE) < 0) {
        return NULL;
    }
    unsigned long long sum = 0;
    for (Py_ssize_t at = 0; at < bytes.len; at++) {
        for (unsigned char left = ((const unsigned char *)bytes.buf)[at]; left != 0; left &= (unsigned char)(left - 1)) {
            sum += 1;
        }
    }
    PyBuffer_Release(&bytes);
    return PyLong_FromUnsignedLongLong(sum);
}

static PyMethodDef methods[] = {
    {"count", count, METH_O, "count(data) -> number of bits that are set"},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_bits", NULL, 0, methods};

PyMODINIT_FUNC
PyInit__bits(void)
{
    return PyModuleDef_Init(&module);
}
