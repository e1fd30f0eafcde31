using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>Squares in fp64, which those of small gradients need: fp32 ends at 10⁻⁴⁵.</summary>
internal static class Squares
{
    public static Tensor Squared(this Tensor numbers)
    {
        var wide = numbers.to(ScalarType.Float64);
        return wide.mul(wide);
    }
}
