using Bench.Core;

namespace Bench.Strategies;

/// <summary>
/// Densities of layers by what a scan has found: each layer is cut alone, by the strategy's criterion, to some densities, and the loss on the validation split is
/// measured. The places are divided such that the sum of the losses is least (see <see cref="LossCurves"/>).
/// </summary>
public sealed class SensitivityScope : IScope
{
    /// <summary>What a sweep calls it.</summary>
    public const string Is = "sensitivity";

    /// <summary>To which each layer is cut alone.</summary>
    public static readonly NumbersOption Densities = new("densities", [0.5, 0.2, 0.1, 0.05, 0.02], "to which each layer is cut alone in the scan") { High = 1 };

    /// <summary>On which it is measured.</summary>
    public static readonly WholeOption Samples = new("samples", 0, "validation samples on which the scan measures, drawn by the seed; 0: all, as also where there are fewer") { Least = 0 };

    public string Name => Is;
    public string Title => "each layer by itself, with densities by dynamic programming over a scan of what each layer's cut alone does to the validation loss";
    public string Source => "Frantar and Alistarh, SPDY: Accurate Pruning with Speedup Guarantees, ICML 2022";
    public IReadOnlyList<PartOption> Options => [Densities, Samples];
    public bool NeedsScan => true;

    public IReadOnlyList<Pool> Pools(PoolRequest request)
    {
        var curves = request.Curves ?? throw new ArgumentException($"the scope '{Is}' lacks the scan that it divides by", nameof(request));
        return Allocation.Pools(request, curves.Divide(request.Bounds, request.Kept));
    }
}
