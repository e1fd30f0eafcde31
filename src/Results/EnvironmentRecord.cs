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
}
