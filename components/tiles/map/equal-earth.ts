// Šavrič, Patterson & Jenny (2018), "The Equal Earth map projection", doi:10.1080/13658816.2018.1504949
const a1 = 1.340264;
const a2 = -0.081106;
const a3 = 0.000893;
const a4 = 0.003796;
const m = Math.sqrt(3) / 2;
const radian = Math.PI / 180;
const iterations = 8;

/** Longitude and latitude in degrees to plane coordinates in degrees of the equator, y downwards as ECharts has it. */
export function project([longitude, latitude]: number[]): [number, number] {
  const theta = Math.asin(m * Math.sin((latitude ?? 0) * radian));
  const squared = theta * theta;
  const sixth = squared ** 3;
  const x =
    ((longitude ?? 0) * radian * Math.cos(theta)) /
    (m * (a1 + 3 * a2 * squared + sixth * (7 * a3 + 9 * a4 * squared)));
  const y = theta * (a1 + a2 * squared + sixth * (a3 + a4 * squared));
  return [x / radian, -y / radian];
}

/** The inverse of project(); a point outside the map gives the nearest place at its height. */
export function unproject([x, y]: number[]): [number, number] {
  const target = -(y ?? 0) * radian;
  let theta = target;
  for (let step = 0; step < iterations; step++) {
    const squared = theta * theta;
    const sixth = squared ** 3;
    const value = theta * (a1 + a2 * squared + sixth * (a3 + a4 * squared)) - target;
    const slope = a1 + 3 * a2 * squared + sixth * (7 * a3 + 9 * a4 * squared);
    theta = Math.min(Math.PI / 3, Math.max(-Math.PI / 3, theta - value / slope));
  }
  const squared = theta * theta;
  const sixth = squared ** 3;
  const longitude =
    (m * (x ?? 0) * radian * (a1 + 3 * a2 * squared + sixth * (7 * a3 + 9 * a4 * squared))) / Math.cos(theta);
  const latitude = Math.asin(Math.min(1, Math.max(-1, Math.sin(theta) / m)));
  return [Math.min(180, Math.max(-180, longitude / radian)), latitude / radian];
}
