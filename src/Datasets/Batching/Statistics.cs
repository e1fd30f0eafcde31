using Bench.Core;

namespace Bench.Datasets;

/// <summary>Mean and standard deviation by channel.</summary>
internal static class Statistics
{
    /// <summary>Of the samples at some positions, pixels ÷ 255; exact counts, so the same on every machine.</summary>
    public static Normalization Of(string name, RawSamples samples, IReadOnlyList<int> positions)
    {
        var (channels, height, width) = samples.Shape;
        var area = height * width;
        var counts = new long[channels, 256];
        foreach (var position in positions)
        {
            var image = samples.Images[position].Span;
            for (var i = 0; i < image.Length; i++) counts[i / area, image[i]]++;
        }
        var total = (double)positions.Count * area;
        var mean = new double[channels];
        var std = new double[channels];
        for (var c = 0; c < channels; c++)
        {
            for (var value = 0; value < 256; value++) mean[c] += counts[c, value] * (value / 255.0) / total;
            for (var value = 0; value < 256; value++) std[c] += counts[c, value] * Square(value / 255.0 - mean[c]) / total;
            std[c] = Math.Sqrt(std[c]);
            if (std[c] < 1e-6) throw new UserError($"dataset {name}: channel {c} has the same value in all training images; give mean and std");
        }
        return new(mean, std);
    }

    private static double Square(double x) => x * x;
}
