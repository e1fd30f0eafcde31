using ScottPlot;

namespace Bench.Tests.Figures;

/// <summary>
/// What eyes with and without one kind of cone see, and how different two colours look to them: the matrices of Machado, Oliveira and
/// Fernandes (2009, severity 1) on linear RGB, then CIEDE2000 (Sharma, Wu and Dalal, 2005) in CIE Lab under D65.
/// </summary>
internal sealed record ColourVision(string Name, double[,] Matrix)
{
    public static ColourVision Normal { get; } = new("normal", new double[,] { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } });

    public static ColourVision Protanopia { get; } = new("protanopia", new[,]
    {
        { 0.152286, 1.052583, -0.204868 }, { 0.114503, 0.786281, 0.099216 }, { -0.003882, -0.048116, 1.051998 },
    });

    public static ColourVision Deuteranopia { get; } = new("deuteranopia", new[,]
    {
        { 0.367322, 0.860646, -0.227968 }, { 0.280085, 0.672501, 0.047413 }, { -0.011820, 0.042940, 0.968881 },
    });

    public static ColourVision Tritanopia { get; } = new("tritanopia", new[,]
    {
        { 1.255528, -0.076749, -0.178779 }, { -0.078411, 0.930809, 0.147602 }, { 0.004733, 0.691367, 0.303900 },
    });

    public static IReadOnlyList<ColourVision> All { get; } = [Normal, Protanopia, Deuteranopia, Tritanopia];

    /// <summary>The CIEDE2000 distance of two colours as these eyes see them.</summary>
    public double Distance(Color a, Color b) => Ciede2000(Lab(Seen(Linear(a))), Lab(Seen(Linear(b))));

    /// <summary>The contrast of a colour with white, as WCAG defines it, from 1 to 21.</summary>
    public static double ContrastWithWhite(Color colour) => Linear(colour) is var (r, g, b) ? 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05) : 0;

    /// <summary>The distance of two colours in Lab.</summary>
    public static double Ciede2000((double L, double A, double B) x, (double L, double A, double B) y)
    {
        var meanChroma = (Math.Sqrt(x.A * x.A + x.B * x.B) + Math.Sqrt(y.A * y.A + y.B * y.B)) / 2;
        var g = 1.5 - 0.5 * Math.Sqrt(Pow7(meanChroma) / (Pow7(meanChroma) + Pow7(25)));
        var (c1, c2) = (Math.Sqrt(g * x.A * g * x.A + x.B * x.B), Math.Sqrt(g * y.A * g * y.A + y.B * y.B));
        var (h1, h2) = (Hue(g * x.A, x.B), Hue(g * y.A, y.B));
        var grey = c1 * c2 == 0;
        var turn = grey ? 0 : Math.IEEERemainder(h2 - h1, 360);
        var (dl, dc, dh) = (y.L - x.L, c2 - c1, 2 * Math.Sqrt(c1 * c2) * Sin(turn / 2));
        var (l, c, h) = ((x.L + y.L) / 2, (c1 + c2) / 2, grey ? h1 + h2 : (h1 + turn / 2 + 360) % 360);
        var t = 1 - 0.17 * Cos(h - 30) + 0.24 * Cos(2 * h) + 0.32 * Cos(3 * h + 6) - 0.2 * Cos(4 * h - 63);
        var rotation = -Sin(60 * Math.Exp(-((h - 275) / 25) * ((h - 275) / 25))) * 2 * Math.Sqrt(Pow7(c) / (Pow7(c) + Pow7(25)));
        var ql = dl / (1 + 0.015 * (l - 50) * (l - 50) / Math.Sqrt(20 + (l - 50) * (l - 50)));
        var (qc, qh) = (dc / (1 + 0.045 * c), dh / (1 + 0.015 * c * t));
        return Math.Sqrt(ql * ql + qc * qc + qh * qh + rotation * qc * qh);

        static double Pow7(double value) => Math.Pow(value, 7);
        static double Hue(double a, double b) => a == 0 && b == 0 ? 0 : (Math.Atan2(b, a) * 180 / Math.PI + 360) % 360;
        static double Cos(double degrees) => Math.Cos(degrees * Math.PI / 180);
        static double Sin(double degrees) => Math.Sin(degrees * Math.PI / 180);
    }

    private (double R, double G, double B) Seen((double R, double G, double B) c)
    {
        return (Row(0), Row(1), Row(2));
        double Row(int i) => Math.Clamp(Matrix[i, 0] * c.R + Matrix[i, 1] * c.G + Matrix[i, 2] * c.B, 0, 1);
    }

    private static (double R, double G, double B) Linear(Color colour)
    {
        return (Of(colour.R), Of(colour.G), Of(colour.B));
        static double Of(byte value) => value / 255.0 is var v && v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4);
    }

    private static (double L, double A, double B) Lab((double R, double G, double B) c)
    {
        var x = F((0.4124564 * c.R + 0.3575761 * c.G + 0.1804375 * c.B) / 0.95047);
        var y = F(0.2126729 * c.R + 0.7151522 * c.G + 0.0721750 * c.B);
        var z = F((0.0193339 * c.R + 0.1191920 * c.G + 0.9503041 * c.B) / 1.08883);
        return (116 * y - 16, 500 * (x - y), 200 * (y - z));
        static double F(double t) => t > 216.0 / 24389 ? Math.Cbrt(t) : (24389.0 / 27 * t + 16) / 116;
    }
}
