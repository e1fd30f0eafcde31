using Bench.Core;

namespace Bench.Datasets;

/// <summary>
/// The UCI optical digits (Alpaydin and Kaynak): 1,797 images of 8×8 with values of 0 to 16. The test set is a fixed
/// stratified fifth.
/// </summary>
internal static class Digits
{
    private static readonly InputShape Input = new(1, 8, 8);

    public static DatasetEntry Entry { get; } = new()
    {
        Info = new()
        {
            Name = "digits",
            Title = "UCI optical recognition of handwritten digits",
            Source = "Alpaydin & Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998, doi:10.24432/C50P49",
            License = "CC BY 4.0",
            Input = Input,
            Classes = 10,
            Samples = (1_438, 359),
            Ships = true,
        },
        Read = _ => Split(Csv.Read([DataFile.Embedded("digits.csv.gz")], new(Input, 10, Largest: 16))),
    };

    private static RawSplits Split(RawSamples all)
    {
        var (test, train) = Stratified.Split(all.Labels, 10, (int)Math.Round(all.Count / 5.0), SeededStream.For(0, "digits test split"));
        return new(all.At(train), all.At(test));
    }
}
