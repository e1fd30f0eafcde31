using System.Reflection;
using Bench.Harness.Running;

namespace Bench.TorchTests.Harness.Running;

/// <summary>The built program, whose place the build has written into this assembly.</summary>
internal static class BenchProgram
{
    private static readonly string Library = typeof(BenchProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "BenchProgram").Value!;

    public static string Path { get; } = System.IO.Path.ChangeExtension(Library, OperatingSystem.IsWindows() ? ".exe" : null);

    public static WorkerCommand Worker { get; } = new(Path, ["worker"]);
}
