using System.Collections.Frozen;

namespace Bench.Tensors;

/// <summary>
/// What files that attack their reader call in Python: commands, code, other files. Nothing of a pickle is ever run here; such a file is
/// refused all the same, since it is no honest file, and its user should know before it is read elsewhere.
/// </summary>
internal static class PickleDangers
{
    private static readonly FrozenSet<string> Modules = FrozenSet.Create(StringComparer.Ordinal,
        "os", "posix", "nt", "subprocess", "sys", "pty", "socket", "shutil", "runpy", "importlib", "importlib.machinery", "importlib.util", "ctypes", "code", "codeop", "commands", "popen2",
        "webbrowser", "pickle", "_pickle", "cPickle", "marshal", "pip", "pip._internal", "pdb", "bdb", "timeit", "cProfile", "profile", "asyncio.subprocess", "multiprocessing.util", "signal", "imp", "zipimport",
        "urllib.request", "urllib2", "http.client", "ftplib", "smtplib", "requests", "requests.api", "distutils.spawn", "distutils.file_util", "torch.hub", "torch.utils.model_zoo", "torch.utils.cpp_extension");

    private static readonly FrozenSet<string> Names = FrozenSet.Create(StringComparer.Ordinal,
        [.. from module in new[] { "builtins", "__builtin__" } from name in new[] { "eval", "exec", "execfile", "compile", "open", "file", "__import__", "breakpoint", "input" } select $"{module}.{name}",
            "io.open", "_io.open", "_io.FileIO", "codecs.open", "types.FunctionType", "types.CodeType", "torch.load", "torch.serialization.load", "torch.jit.load", "numpy.load", "numpy.fromfile", "operator.methodcaller", "operator.attrgetter"]);

    public static bool Has(PickleName name) => Modules.Contains(name.Module) || Names.Contains(name.ToString());
}
