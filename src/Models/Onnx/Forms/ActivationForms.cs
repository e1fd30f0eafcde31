namespace Bench.Models;

/// <summary>Functions of each number by itself. Those that are younger than the opset are spelled as PyTorch spells them.</summary>
internal static class ActivationForms
{
    public static IReadOnlyList<OnnxForm> All { get; } =
    [
        OnnxForm.For<Rectify>((o, s) => o.Most is { } most ? s.To.Node("Clip", [s.X, s.To.Number(0), s.To.Number(most)]) : s.To.Node("Relu", [s.X])),
        OnnxForm.For<LeakyRectify>((o, s) => s.To.Node("LeakyRelu", [s.X], ("alpha", (float)o.Slope))),
        OnnxForm.For<LearnedRectify>((o, s) => s.To.Node("PRelu", [s.X, s.Output.Rank == 3 && o.Parameters[0].Elements > 1 ? s.To.Node("Unsqueeze", [o.Parameters[0].Name, s.To.Indexes(1, 2)]) : o.Parameters[0].Name])),
        OnnxForm.For<Elu>((o, s) => s.To.Node("Elu", [s.X], ("alpha", (float)o.Alpha))),
        OnnxForm.For<Gelu>((o, s) => o.IsApproximate ? TanhGelu(s) : ExactGelu(s)),
        OnnxForm.For<Silu>((_, s) => s.To.Node("Mul", [s.X, s.To.Node("Sigmoid", [s.X])])),
        OnnxForm.For<HardSwish>((_, s) => s.To.Node("HardSwish", [s.X])),
        OnnxForm.For<Tanh>((_, s) => s.To.Node("Tanh", [s.X])),
        OnnxForm.For<Sigmoid>((_, s) => s.To.Node("Sigmoid", [s.X])),
        OnnxForm.For<HardSigmoid>((o, s) => s.To.Node("HardSigmoid", [s.X], ("alpha", (float)o.Slope), ("beta", (float)o.Shift))),
        OnnxForm.For<Clip>((o, s) => s.To.Node("Clip", [s.X, o.Least is { } least ? s.To.Number(least) : "", o.Most is { } most ? s.To.Number(most) : ""])),
        OnnxForm.For<Softplus>((_, s) => s.To.Node("Softplus", [s.X])),
        OnnxForm.For<Mish>((_, s) => s.To.Node("Mul", [s.X, s.To.Node("Tanh", [s.To.Node("Softplus", [s.X])])])),
        OnnxForm.For<Affine>((o, s) => s.To.Node("Add", [s.To.Node("Mul", [s.X, s.To.Number(o.Factor)]), s.To.Number(o.Shift)])),
        OnnxForm.For<Softmax>((o, s) => s.To.Node(o.IsLogarithm ? "LogSoftmax" : "Softmax", [s.X], ("axis", o.Axis + 1L))),
        OnnxForm.For<Dropout>((_, s) => s.X),
    ];

    // x · ½ · (1 + erf(x ÷ √2)).
    private static string ExactGelu(OnnxSite s) => Half(s, s.To.Node("Erf", [s.To.Node("Div", [s.X, s.To.Number(Math.Sqrt(2))])]));

    // x · ½ · (1 + tanh(√(2 ÷ π) · (x + 0.044715 · x³))).
    private static string TanhGelu(OnnxSite s)
    {
        var cube = s.To.Node("Mul", [s.To.Node("Pow", [s.X, s.To.Number(3)]), s.To.Number(0.044715)]);
        return Half(s, s.To.Node("Tanh", [s.To.Node("Mul", [s.To.Node("Add", [s.X, cube]), s.To.Number(Math.Sqrt(2 / Math.PI))])]));
    }

    private static string Half(OnnxSite s, string part) => s.To.Node("Mul", [s.To.Node("Mul", [s.X, s.To.Node("Add", [part, s.To.Number(1)])]), s.To.Number(0.5)]);
}
