namespace Bench.Results;

/// <summary>Where and with what a result was computed.</summary>
public sealed record EnvironmentRecord
{
    public required string Host { get; init; }
    public required string Cpu { get; init; }
    public required int Threads { get; init; }

    /// <summary>What computed: <c>cpu</c> (before there was a choice, too), or a GPU with its name: <c>cuda:0 NVIDIA A100-SXM4-40GB</c>.</summary>
    public string Device { get; init; } = "cpu";
    public required string OperatingSystem { get; init; }
    public required string Dotnet { get; init; }
    public required string TorchSharp { get; init; }
    public required string LibTorch { get; init; }

    /// <summary>Version and commit of the product.</summary>
    public required string Product { get; init; }

    /// <summary>
    /// In what two machines differ that may change the last bits of a result: processor, threads, kind of device, libraries. Nothing: they are of the same kind,
    /// whatever their names.
    /// </summary>
    public IEnumerable<string> KindDifferences(EnvironmentRecord other)
    {
        if (Cpu != other.Cpu) yield return $"processor {Cpu} and {other.Cpu}";
        if (Threads != other.Threads) yield return $"{Threads} and {other.Threads} threads";
        if (Kind(Device) != Kind(other.Device)) yield return $"device {Kind(Device)} and {Kind(other.Device)}";
        if (LibTorch != other.LibTorch) yield return $"libtorch {LibTorch} and {other.LibTorch}";
        if (TorchSharp != other.TorchSharp) yield return $"TorchSharp {TorchSharp} and {other.TorchSharp}";
    }

    // The name of a GPU without its number.
    private static string Kind(string device) => device.StartsWith("cuda:", StringComparison.Ordinal) && device.IndexOf(' ', StringComparison.Ordinal) is > 0 and var blank ? device[(blank + 1)..] : device;
}
