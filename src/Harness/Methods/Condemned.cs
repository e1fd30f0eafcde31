using Bench.Results;
using static TorchSharp.torch;

namespace Bench.Harness.Methods;

/// <summary>What was chosen to be cut later.</summary>
/// <param name="Flat">(T), laid out like the flat parameters: 1 for what goes, 0 for what stays.</param>
/// <param name="Record">Of the scoring, for the cut.</param>
/// <param name="Units">Of all units those that stay; null where single weights go.</param>
/// <param name="Begun">The step of the run at which the penalty on it began; null before that.</param>
internal sealed record Condemned(Tensor Flat, CutRecord Record, IReadOnlyList<bool>? Units, int? Begun = null) : IDisposable
{
    public const string TensorName = "run/condemned";

    public void Dispose() => Flat.Dispose();

    /// <summary>All but the tensor.</summary>
    internal sealed record Choice(CutRecord Record, string? Units, int? Begun);
}
