using Bench.Harness.Running;
using Bench.Results;

namespace Bench.Cli.Display;

/// <summary>What is said of measured latencies.</summary>
internal static class LatencyText
{
    /// <summary>Before what was measured elsewhere than in this program: such as <c>in ONNX Runtime in int8 </c>.</summary>
    public static string Where(string runtime, string precision) =>
        $"{(runtime == LatencyRecord.Ours ? "" : "in ONNX Runtime ")}{(precision == LatencyRecord.Fp32 ? "" : $"in {precision} ")}";

    /// <summary>Such as <c>, latencies of 12</c>; empty where there are none.</summary>
    public static string ToDo(int cells) => cells > 0 ? $", latencies of {cells:#,0}" : "";

    /// <summary>Such as <c>, latencies of 12 measured (3 noisy), of 1 not</c>; empty where there were none to measure.</summary>
    public static string Done(RunSummary run, int noisy) => (run.Measured, run.NotMeasured) switch
    {
        (0, 0) => "",
        (_, 0) => $", {Measured(run.Measured, noisy)}",
        _ => $", {Measured(run.Measured, noisy)}, of {run.NotMeasured:#,0} not",
    };

    /// <summary>Such as <c>latencies of 12 measured (3 noisy)</c>.</summary>
    public static string Measured(int cells, int noisy) => $"latencies of {cells:#,0} measured{(noisy > 0 ? $" ({noisy:#,0} noisy)" : "")}";
}
