/* Crockford's Base32 (no check symbol) over bytes; only what the limited API of 3.9 has. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <string.h>

static const char ALPHABET[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* The five bits of a symbol, or -1; I and L read as 1, O as 0, and U is not a symbol. */
static int
value_of(char symbol)
{
    if (symbol >= 'a' && symbol <= 'z') {
        symbol = (char)(symbol - 'a' + 'A');
    }
    if (symbol == 'O') {
        symbol = '0';
    }
    if (symbol == 'I' || symbol == 'L') {
        symbol = '1';
    }
    const char *found = memchr(ALPHABET, symbol, 32);
    return found == NULL ? -1 : (int)(found - ALPHABET);
}

static PyObject *
encode(PyObject *Py_UNUSED(module), PyObject *data)
{
    char *bytes;
    Py_ssize_t length;
    if (PyBytes_AsStringAndSize(data, &bytes, &length) < 0) {
        return NULL;
    }
    /* ceil(8 * length / 5), with no product that could overflow */
    Py_ssize_t size = length / 5 * 8 + (length % 5 * 8 + 4) / 5;
    char *symbols = PyMem_Malloc((size_t)size + 1);
    if (symbols == NULL) {
        return PyErr_NoMemory();
    }
    unsigned int pending = 0;
    int bits = 0;
    char *next = symbols;
    for (Py_ssize_t i = 0; i < length; i++) {
        pending = (pending << 8 | (unsigned char)bytes[i]) & 0xfff;
        for (bits += 8; bits >= 5;) {
            bits -= 5;
            *next++ = ALPHABET[pending >> bits & 31];
        }
    }
    if (bits > 0) {
        *next++ = ALPHABET[pending << (5 - bits) & 31];
    }
    PyObject *result = PyUnicode_FromStringAndSize(symbols, next - symbols);
    PyMem_Free(symbols);
    return result;
}

static PyObject *
decode(PyObject *Py_UNUSED(module), PyObject *text)
{
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "decode() takes a str");
        return NULL;
    }
    PyObject *encoded = PyUnicode_AsUTF8String(text); /* AsUTF8AndSize is not in the limited API before 3.10 */
    if (encoded == NULL) {
        return NULL;
    }
    PyObject *result = NULL;
    char *symbols = PyBytes_AsString(encoded);
    Py_ssize_t length = PyBytes_Size(encoded);
    char *bytes = PyMem_Malloc((size_t)length + 1);
    if (bytes == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    unsigned int pending = 0;
    int bits = 0;
    char *next = bytes;
    for (Py_ssize_t i = 0; i < length; i++) {
        if (symbols[i] == '-') {
            continue;
        }
        int value = value_of(symbols[i]);
        if (value < 0) {
            PyErr_Format(PyExc_ValueError, "not Crockford's Base32: %R", text);
            goto done;
        }
        pending = (pending << 5 | (unsigned int)value) & 0xfff;
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            *next++ = (char)(pending >> bits & 0xff);
        }
    }
    if (bits >= 5 || (pending & ((1u << bits) - 1)) != 0) {
        PyErr_Format(PyExc_ValueError, "not a whole number of bytes: %R", text);
        goto done;
    }
    result = PyBytes_FromStringAndSize(bytes, next - bytes);
done:
    PyMem_Free(bytes);
    Py_DECREF(encoded);
    return result;
}

static PyMethodDef methods[] = {
    {"encode", encode, METH_O, "encode(data, /)\n--\n\nBytes as Crockford's Base32, in capitals."},
    {"decode", decode, METH_O, "decode(text, /)\n--\n\nThe bytes of such a text; case and hyphens do not matter."},
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
    .m_name = "hello_abi3._base32",
    .m_methods = methods,
    .m_slots = slots,
};

PyMODINIT_FUNC
PyInit__base32(void)
{
    return PyModuleDef_Init(&module);
}
