using System.Runtime.CompilerServices;
using Bench.Core;

namespace Bench.Datasets;

/// <summary>
/// Ten kinds of bright figures on a darker, shaded and noisy ground, 32×32 RGB, drawn anew by every process that needs them. Size,
/// place, turn and colours vary. Only additions, multiplications, divisions and square roots are used, so that every machine draws the same bytes.
/// </summary>
internal static class Shapes
{
    private const int Side = 32, TrainCount = 2_000, TestCount = 1_000;
    private static readonly InputShape Input = new(3, Side, Side);

    public static DatasetEntry Entry { get; } = new()
    {
        Info = new()
        {
            Name = "shapes",
            Title = "Procedurally generated figures (synthetic)",
            Source = "this product",
            License = "MIT",
            Input = Input,
            Classes = Figures.Length,
            Samples = (TrainCount, TestCount),
            Synthetic = true,
            Ships = true,
        },
        Read = _ => new(Draw("shapes train", TrainCount), Draw("shapes test", TestCount)),
    };

    // Signed distances, about, in a square of -1 to 1: below 0 is inside.
    private static Func<double, double, double>[] Figures =>
    [
        (x, y) => Length(x, y) - 0.85,                                                              // disc
        (x, y) => Math.Abs(Length(x, y) - 0.72) - 0.2,                                              // ring
        (x, y) => Box(x, y, 0.74, 0.74),                                                            // square
        (x, y) => Math.Abs(Box(x, y, 0.66, 0.66)) - 0.18,                                           // frame
        (x, y) => Math.Max(Math.Max(-y, 0.8660254037844386 * x + 0.5 * y), -0.8660254037844386 * x + 0.5 * y) - 0.5, // triangle
        (x, y) => Math.Min(Box(x, y, 0.28, 0.92), Box(x, y, 0.92, 0.28)),                           // cross
        Star,
        (x, y) => Math.Max(Length(x, y) - 0.9, 0.75 - Length(x - 0.5, y)),                          // crescent
        (x, y) => Box(x, Math.Abs(y) - 0.5, 0.85, 0.24),                                            // two bars
        (x, y) => Math.Min(Box(x, y + 0.6, 0.85, 0.28), Box(x, y - 0.1, 0.28, 0.8)),                // tee
    ];

    private static RawSamples Draw(string purpose, int count)
    {
        var figures = Figures;
        var images = new ReadOnlyMemory<byte>[count];
        var labels = new long[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = i % figures.Length;
            images[i] = Draw(figures[labels[i]], SeededStream.For(0, purpose, i));
        }
        return new(Input, images, labels);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // its loops are too long to begin unoptimized
    private static byte[] Draw(Func<double, double, double> figure, SeededStream stream)
    {
        double Between(double low, double high) => low + (high - low) * stream.NextDouble();
        double[] Colour(double low, double high) => [Between(low, high), Between(low, high), Between(low, high)];

        var radius = Between(6, 11);
        var (centreX, centreY) = (Between(-2.5, 2.5) + Side / 2.0, Between(-2.5, 2.5) + Side / 2.0);
        var tilt = Between(-0.4, 0.4);
        var (cosine, sine) = (1 / Length(1, tilt), tilt / Length(1, tilt));
        var (left, right, ink) = (Colour(20, 140), Colour(20, 140), Colour(95, 230));
        var noise = Between(10, 90);

        var image = new byte[3 * Side * Side];
        for (var row = 0; row < Side; row++)
            for (var column = 0; column < Side; column++)
            {
                var (x, y) = ((column + 0.5 - centreX) / radius, (row + 0.5 - centreY) / radius);
                var coverage = Math.Clamp(0.5 - figure(cosine * x + sine * y, cosine * y - sine * x) * radius, 0, 1);
                var shade = (column + 0.5) / Side;
                var bits = stream.NextUInt64();
                for (var channel = 0; channel < 3; channel++, bits >>= 16)
                {
                    var ground = left[channel] + (right[channel] - left[channel]) * shade;
                    // The difference of two uniform bytes: triangular in -1 to 1.
                    var jitter = noise * ((int)(bits & 255) - (int)(bits >> 8 & 255)) / 255;
                    var value = ground + (ink[channel] - ground) * coverage + jitter;
                    image[(channel * Side + row) * Side + column] = (byte)Math.Clamp(value + 0.5, 0, 255);
                }
            }
        return image;
    }

    private static double Length(double x, double y) => Math.Sqrt(x * x + y * y);

    private static double Box(double x, double y, double halfWidth, double halfHeight) =>
        Math.Max(Math.Abs(x) - halfWidth, Math.Abs(y) - halfHeight);

    // A pentagram lies inside at least four of the five half-planes of its pentagon: the second largest distance counts.
    private static double Star(double x, double y)
    {
        double largest = double.NegativeInfinity, second = double.NegativeInfinity;
        foreach (var (normalX, normalY) in Pentagon)
        {
            var distance = normalX * x + normalY * y - 0.33;
            (largest, second) = distance > largest ? (distance, largest) : (largest, Math.Max(second, distance));
        }
        return second;
    }

    private static readonly (double X, double Y)[] Pentagon =
    [
        (0, 1), (0.9510565162951535, 0.30901699437494745), (0.5877852522924731, -0.8090169943749475),
        (-0.5877852522924731, -0.8090169943749475), (-0.9510565162951535, 0.30901699437494745),
    ];
}
