using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using Bench.Core;

namespace Bench.Launching;

/// <summary>
/// Copies the program's own folder as it was built (with the library that is patched so that it loads), and the runtime into <c>dotnet/</c> within: the host, its
/// resolver and the framework, of the version that is running. A short script in the place of the build's own <c>bench</c>, which would look for an installed
/// runtime, starts the one with the other. No links: a file of a build is written over by the next. (Where the file system can, copies share their blocks.)
/// </summary>
internal static class ProgramCopy
{
    private const string Script = """
        #!/bin/sh
        # Runs the program with the .NET runtime beside it.
        case $0 in */*) here=${0%/*} ;; *) here=. ;; esac
        exec "$here/dotnet/dotnet" "$here/bench.dll" "$@"

        """;

    /// <param name="program">The program's own folder.</param>
    /// <param name="folder">Where it goes; is made.</param>
    /// <param name="build">The build that must be found there.</param>
    public static void Write(string program, string folder, string build)
    {
        if (OperatingSystem.IsWindows()) throw new UserError("a copy of the program with its runtime can be made on Linux and macOS only");
        CopyFolder(program, folder);
        if (!build.EndsWith(BuildOf(Path.Combine(folder, "Bench.Harness.dll")), StringComparison.Ordinal))
            throw new UserError($"the program in '{program}' was built anew while it ran: start it again");
        var runtime = Path.Combine(folder, "dotnet");
        if (Directory.Exists(runtime)) return; // it was a copy itself

        var framework = Path.TrimEndingDirectorySeparator(RuntimeEnvironment.GetRuntimeDirectory()); // .../shared/Microsoft.NETCore.App/10.0.0
        var root = Path.GetFullPath(Path.Combine(framework, "..", "..", ".."));
        var resolvers = Path.Combine(root, "host", "fxr");
        if (!File.Exists(Path.Combine(root, "dotnet")) || !Directory.Exists(resolvers))
            throw new UserError($"the .NET runtime in '{root}' cannot be copied: it has no host, as an installed one has");
        var resolver = Directory.EnumerateDirectories(resolvers).MaxBy(r => Version.TryParse(Path.GetFileName(r).Split('-')[0], out var version) ? version : new Version())!;
        CopyFolder(framework, Path.Combine(runtime, "shared", "Microsoft.NETCore.App", Path.GetFileName(framework)));
        CopyFolder(resolver, Path.Combine(runtime, "host", "fxr", Path.GetFileName(resolver)));
        Copy(Path.Combine(root, "dotnet"), Path.Combine(runtime, "dotnet"));

        var script = Path.Combine(folder, "bench");
        File.Delete(script);
        DurableFile.Write(script, Script);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from)) Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.EnumerateDirectories(from)) CopyFolder(folder, Path.Combine(to, Path.GetFileName(folder)));
    }

    // A copy that is in place is taken for whole ever after, so it is on the disk before.
    private static void Copy(string from, string to)
    {
        File.Copy(from, to);
        using var file = File.OpenHandle(to);
        RandomAccess.FlushToDisk(file);
    }

    // As Module.ModuleVersionId, of a file that is not loaded.
    private static string BuildOf(string assembly)
    {
        using var stream = File.OpenRead(assembly);
        using var file = new PEReader(stream);
        var metadata = file.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid).ToString("N");
    }
}
