namespace Bench.Datasets;

/// <summary>Labels as they are read.</summary>
internal static class Label
{
    /// <summary>The label, where it is one of 0, …, <paramref name="classes"/> − 1.</summary>
    public static long Checked(long label, int classes, int sample, DataFile file) => label >= 0 && label < classes
        ? label
        : throw file.Wrong($"label {label} of sample {sample} is out of range (0 to {classes - 1})");
}
