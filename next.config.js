/** @type {import('next').NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  // Next would otherwise write instructions into the checkout, and ask the network about advisories while building.
  agentRules: false,
  experimental: { agentUpgrade: false },
};

export default config;
