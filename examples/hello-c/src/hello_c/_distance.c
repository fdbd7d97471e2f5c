/* Levenshtein distance over code points, with one row of the matrix kept. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

/* With b the shorter text, row needs length_b + 1 places; row[j] is the distance between a's prefix and b[:j]. */
static Py_ssize_t
distance(const Py_UCS4 *a, Py_ssize_t length_a, const Py_UCS4 *b, Py_ssize_t length_b, Py_ssize_t *row)
{
    for (Py_ssize_t j = 0; j <= length_b; j++) {
        row[j] = j;
    }
    for (Py_ssize_t i = 1; i <= length_a; i++) {
        Py_ssize_t diagonal = row[0];
        row[0] = i;
        for (Py_ssize_t j = 1; j <= length_b; j++) {
            Py_ssize_t above = row[j];
            Py_ssize_t best = diagonal + (a[i - 1] != b[j - 1]);
            if (above + 1 < best) {
                best = above + 1;
            }
            if (row[j - 1] + 1 < best) {
                best = row[j - 1] + 1;
            }
            row[j] = best;
            diagonal = above;
        }
    }
    return row[length_b];
}

static PyObject *
edit_distance(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *left, *right;
    if (!PyArg_ParseTuple(args, "UU:edit_distance", &left, &right)) {
        return NULL;
    }
    if (PyUnicode_GetLength(left) < PyUnicode_GetLength(right)) {
        PyObject *longer = right;
        right = left;
        left = longer;
    }
    Py_ssize_t length_a = PyUnicode_GetLength(left);
    Py_ssize_t length_b = PyUnicode_GetLength(right);
    PyObject *result = NULL;
    Py_UCS4 *a = PyUnicode_AsUCS4Copy(left);
    Py_UCS4 *b = PyUnicode_AsUCS4Copy(right);
    Py_ssize_t *row = PyMem_New(Py_ssize_t, length_b + 1);
    if (a == NULL || b == NULL) {
        goto done;
    }
    if (row == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    Py_ssize_t edits;
    Py_BEGIN_ALLOW_THREADS
    edits = distance(a, length_a, b, length_b, row);
    Py_END_ALLOW_THREADS
    result = PyLong_FromSsize_t(edits);
done:
    PyMem_Free(row);
    PyMem_Free(b);
    PyMem_Free(a);
    return result;
}

static PyMethodDef methods[] = {
    {"edit_distance", edit_distance, METH_VARARGS,
     "edit_distance(left, right, /)\n--\n\n"
     "The least number of insertions, deletions and replacements that turn one string into the other."},
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
    .m_name = "hello_c._distance",
    .m_methods = methods,
    .m_slots = slots,
};

PyMODINIT_FUNC
PyInit__distance(void)
{
    return PyModuleDef_Init(&module);
}
