using System.Reflection;
using System.Runtime.InteropServices;
using Bench.Results;
using Bench.Tensors;
using TorchSharp;

namespace Bench.Harness.Running;

/// <summary>Names the machine and the software that a result comes from.</summary>
public static class HostEnvironment
{
    /// <summary>Version and commit of the product, such as <c>0.1.0+3f2c9ab...</c>.</summary>
    public static string Product { get; } =
        typeof(HostEnvironment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Tells one build from another: two builds of one commit differ where their code does.</summary>
    public static string Build { get; } = $"{Product}/{typeof(HostEnvironment).Module.ModuleVersionId:N}";

    /// <summary>Model name of the processor.</summary>
    public static string Cpu { get; } = CpuName();

    /// <summary>Of this process, with libtorch loaded, and the device it computes on.</summary>
    public static EnvironmentRecord Describe(ComputeDevice device) => new()
    {
        Host = Environment.MachineName,
        Cpu = Cpu,
        Threads = torch.get_num_threads(),
        Device = device.Description,
        OperatingSystem = RuntimeInformation.OSDescription,
        Dotnet = RuntimeInformation.FrameworkDescription,
        TorchSharp = typeof(torch).Assembly.GetName().Version!.ToString(3),
        LibTorch = torch.__version__,
        Product = Product,
    };

    private static string CpuName()
    {
        const string file = "/proc/cpuinfo";
        if (!File.Exists(file)) return RuntimeInformation.ProcessArchitecture.ToString();
        var lines = File.ReadLines(file).Take(30).Select(line => line.Split(':', 2)).Where(parts => parts.Length == 2)
            .GroupBy(parts => parts[0].Trim()).ToDictionary(g => g.Key, g => g.First()[1].Trim());
        var name = lines.GetValueOrDefault("model name") ?? RuntimeInformation.ProcessArchitecture.ToString();
        return lines.TryGetValue("cpu family", out var family) ? $"{name} (family {family}, model {lines.GetValueOrDefault("model")})" : name;
    }
}
