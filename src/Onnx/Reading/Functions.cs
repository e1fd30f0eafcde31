namespace Bench.Onnx;

/// <summary>
/// Functions of each number by itself. Exporters spell many of them in several nodes, each in its own order; what is spelled is found by its values at some points,
/// whatever the order.
/// </summary>
internal static class Functions
{
    private const double Tolerance = 3e-6;

    /// <summary>Where functions are compared: close to each other around 0, and some far away, where e to twice as much is a number still.</summary>
    public static double[] Points { get; } = [-340, -200, -40, -15, .. Enumerable.Range(-40, 81).Select(i => 0.25 * i + 0.01), 15, 40, 200, 340];

    // What the graph has operations of; of two that are equal the first counts.
    private static readonly (string Kind, double[] At)[] Known =
    [
        .. new (string Kind, Func<double, double> Function)[]
        {
            ("Identity", x => x),
            ("Relu", x => Math.Max(0, x)),
            ("Relu6", x => Math.Clamp(x, 0, 6)),
            ("Sigmoid", Sigmoid),
            ("Tanh", Math.Tanh),
            ("Silu", x => x * Sigmoid(x)),
            ("HardSigmoid", x => Math.Clamp(x / 6 + 0.5, 0, 1)),
            ("HardSwish", x => x * Math.Clamp(x / 6 + 0.5, 0, 1)),
            ("Gelu", x => 0.5 * x * (1 + Erf(x / Math.Sqrt(2)))),
            ("TanhGelu", x => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))),
            ("Mish", x => x * Math.Tanh(Softplus(x))),
            ("Softplus", Softplus),
        }.Select(k => (k.Kind, Points.Select(k.Function).ToArray())),
    ];

    /// <summary>The name of a function with such values; null where it is none that is known.</summary>
    public static string? Named(double[] at) => Known.FirstOrDefault(k => k.Kind == "Identity" // but for nothing at all: the least number added may keep a root from 0
        ? k.At.SequenceEqual(at)
        : k.At.Zip(at).All(v => Math.Abs(v.First - v.Second) <= Tolerance * Math.Max(1, Math.Abs(v.First)))).Kind;

    /// <summary>The function that an operator of one input computes; null where it is none.</summary>
    public static Func<double, double>? Of(OnnxNode node) => node.Operator switch
    {
        "Relu" => x => Math.Max(0, x),
        "Sigmoid" => Sigmoid,
        "Tanh" => Math.Tanh,
        "Erf" => Erf,
        "Softplus" => Softplus,
        "Softsign" => x => x / (1 + Math.Abs(x)),
        "Sqrt" => Math.Sqrt,
        "Exp" => Math.Exp,
        "Abs" => Math.Abs,
        "Neg" => x => -x,
        "Reciprocal" => x => 1 / x,
        "HardSwish" => x => x * Math.Clamp(x / 6 + 0.5, 0, 1),
        "Mish" => x => x * Math.Tanh(Softplus(x)),
        "HardSigmoid" => HardSigmoid(SlopeOf(node)),
        "LeakyRelu" => Leaky(node.Real("alpha", 0.01)),
        "Elu" => Elu(node.Real("alpha", 1), 1, 1),
        "Celu" => Celu(node.Real("alpha", 1)),
        "Selu" => Elu(node.Real("alpha", 1.67326319217681884765625), node.Real("gamma", 1.05070102214813232421875), 1),
        "Gelu" when node.Text("approximate", "none") == "tanh" => x => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
        "Gelu" => x => 0.5 * x * (1 + Erf(x / Math.Sqrt(2))),
        _ => null,
    };

    /// <summary>Of a node that is a hard sigmoid.</summary>
    public static (double Alpha, double Beta) SlopeOf(OnnxNode node) => (node.Real("alpha", 0.2), node.Real("beta", 0.5));

    private static Func<double, double> HardSigmoid((double Alpha, double Beta) slope) => x => Math.Clamp(slope.Alpha * x + slope.Beta, 0, 1);

    private static Func<double, double> Leaky(double slope) => x => x > 0 ? x : slope * x;

    private static Func<double, double> Elu(double alpha, double gamma, double scale) => x => gamma * (x > 0 ? x : alpha * (Math.Exp(x / scale) - 1));

    private static Func<double, double> Celu(double alpha) => x => x > 0 ? x : alpha * (Math.Exp(x / alpha) - 1);

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double Softplus(double x) => x > 30 ? x : Math.Log(1 + Math.Exp(x));

    // Abramowitz and Stegun, 7.1.26, to 1.5e-7.
    private static double Erf(double x)
    {
        var t = 1 / (1 + 0.3275911 * Math.Abs(x));
        var y = 1 - ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t * Math.Exp(-x * x);
        return Math.CopySign(y, x);
    }
}
