using Bench.Core;

namespace Bench.Models;

/// <summary>Reasons for which models refuse inputs.</summary>
internal static class Inputs
{
    /// <summary>Why an input smaller than <paramref name="side"/> × <paramref name="side"/> is refused; null where it is not.</summary>
    public static string? Below(InputShape input, int side) =>
        input.Height < side || input.Width < side ? $"its layers need at least {side}×{side} pixels" : null;
}
