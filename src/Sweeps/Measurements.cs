namespace Bench.Sweeps;

/// <summary>What a sweep may have measured besides, by the names that it uses. It changes no cell: no identity and no number of it.</summary>
public static class Measurements
{
    /// <summary>How long a pass through each network takes.</summary>
    public const string Latency = "latency";

    /// <summary>The same in ONNX Runtime too, in turns with ours.</summary>
    public const string OnnxRuntime = "onnx-runtime";

    /// <summary>The network that the cell ends with in 8 bits, in ONNX Runtime: its accuracy, its bytes and its latency.</summary>
    public const string Int8 = "int8";

    public static IReadOnlyList<string> All { get; } = [Latency, OnnxRuntime, Int8];
}
